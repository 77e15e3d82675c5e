import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics as SegmentAnalytics } from '@segment/analytics-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { order, type Rig, type RigOptions, startRig, WRITE_KEY } from './support/gateway.ts';
import { type Received, serve } from './support/loopback-server.ts';

// The libraries that shops have already, as they come from npm, against a running gateway.

/** A call, in the words that both libraries share. */
interface Call extends JsonObject {
  readonly messageId: string;
}

/** A library, freed of its own ways to start, to flush and to end. */
interface Client {
  send(type: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias', call: Call): void;
  /** Resolves when everything has been taken. */
  flushed(): Promise<void>;
}

interface Library {
  readonly name: string;
  /** Whether it compresses what it sends. */
  readonly gzip: boolean;
  /** `refused` is told of each answer that it will try again after. */
  start(url: string, refused?: () => void): Client;
}

/** What each call needs to be typed by either library: the test's own calls are right, which the answers tell. */
// biome-ignore lint/suspicious/noExplicitAny: the libraries' types differ in what they leave open
type Loose = any;

const segment: Library = {
  name: '@segment/analytics-node',
  gzip: false,
  start: (url, refused = () => {}) => {
    const analytics = new SegmentAnalytics({ writeKey: WRITE_KEY, host: url, flushInterval: 50 });
    analytics.on('http_response', ({ status }: { status: number }) => {
      if (status >= 500) refused();
    });
    onTestFinished(() => analytics.closeAndFlush({ timeout: 100 }));
    return {
      send: (type, call) => analytics[type](call as Loose),
      flushed: () => analytics.flush({ timeout: 20_000 }),
    };
  },
};

const rudderstack: Library = {
  name: '@rudderstack/rudder-sdk-node',
  gzip: true,
  start: (url, refused = () => {}) => {
    const analytics = new RudderAnalytics(WRITE_KEY, {
      ...{ dataPlaneUrl: url, flushInterval: 50, logLevel: 'none', errorHandler: () => {} },
      // Its own delay keeps to our Retry-After of ten seconds, which is long for a test.
      axiosRetryConfig: { retryDelay: () => 200, onRetry: refused },
      retryCount: 20,
    });
    const taken: Promise<void>[] = [];
    return {
      send: (type, call) => {
        const told = Promise.withResolvers<void>();
        taken.push(told.promise);
        (analytics as Loose)[type](call, (error?: Error) => (error ? told.reject(error) : told.resolve()));
      },
      flushed: async () => {
        await analytics.flush();
        await Promise.all(taken);
      },
    };
  },
};

const LIBRARIES: readonly Library[] = [segment, rudderstack];

/** The calls that a library makes, by name, in the order in which they are made. */
const CALLS: readonly (readonly [type: Parameters<Client['send']>[0], call: Call])[] = [
  [
    'track',
    {
      ...{ messageId: 'the-track', event: 'Order Completed', userId: 'joe@example.com' },
      context: { traits: { phone: '+1 (413) 871-4499' }, locale: 'en-US' },
      properties: { currency: 'usd', products: [{ price: 19.99, quantity: 2 }, { price: '5' }] },
    },
  ],
  [
    'page',
    { messageId: 'the-page', name: 'Home', userId: 'joe@example.com', properties: { url: 'https://shop.example' } },
  ],
  ['screen', { messageId: 'the-screen', name: 'Cart', userId: 'joe@example.com' }],
  ['identify', { messageId: 'the-identify', userId: 'user-1', traits: { email: ' Joe@Example.com ' } }],
  ['group', { messageId: 'the-group', userId: 'joe@example.com', groupId: 'group-1', traits: { name: 'Initech' } }],
  ['alias', { messageId: 'the-alias', userId: 'joe@example.com', previousId: 'anonymous-1' }],
];

const DEFINITIONS: Readonly<Record<string, string>> = {
  ...{ 'Order Completed': '104', Page: '101', Screen: '201', Identify: '202', Group: '203', Alias: '204' },
};

const EMAIL = { type: 'EMAIL', values: [createHash('sha256').update('joe@example.com').digest('hex')] };
const PHONE = { type: 'PHONE', values: [createHash('sha256').update('14138714499').digest('hex')] };

async function rigOf(options: RigOptions = {}): Promise<Rig> {
  const events = Object.fromEntries(
    Object.entries(DEFINITIONS).map(([name, id]) => [name, { conversionDefinitionId: { enrichment: id } }]),
  );
  const rig = await startRig({ ...options, playbook: { events } });
  onTestFinished(() => rig.close());
  return rig;
}

/** A way to a gateway that sees what passes, and that loses the first `lost` answers: the sender hears a 503. */
async function wayTo(rig: Rig, lost = 0): Promise<{ readonly url: string; readonly received: readonly Received[] }> {
  let left = lost;
  const pass = async ({ method, path, headers, bytes }: Received, out: ServerResponse): Promise<void> => {
    const kept = ['content-type', 'content-encoding', 'authorization', 'user-agent'].flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    });
    const answer = await fetch(`${rig.gateway.ingestUrl}${path}`, {
      ...{ method, headers: Object.fromEntries(kept), body: new Uint8Array(bytes) },
    });
    const body = await answer.text();
    left -= 1;
    out.writeHead(left >= 0 ? 503 : answer.status, { 'content-type': 'application/json' });
    out.end(left >= 0 ? 'upstream reset' : body);
  };
  const way = await serve((request, out) => void pass(request, out));
  onTestFinished(() => way.close());
  return way;
}

const accepted = (rig: Rig): Record<string, number> => Object.fromEntries(rig.sandbox.dedupeIds());
const once = (ids: readonly string[]): Record<string, number> => Object.fromEntries(ids.map((id) => [id, 1]));

describe.each(LIBRARIES)('$name', ({ start, gzip }) => {
  it('delivers every call it has, each once, with its hash, value and units', async () => {
    const rig = await rigOf();
    const way = await wayTo(rig);
    const client = start(way.url);
    const happened = new Date(Date.now() - 3_600_000);
    for (const [type, call] of CALLS) client.send(type, { ...call, timestamp: happened as unknown as string });
    await client.flushed();
    await rig.until('all conversions', () => rig.sandbox.events().length >= CALLS.length);

    expect(accepted(rig)).toEqual(once(CALLS.map(([, { messageId }]) => messageId)));
    const items = new Map(rig.sandbox.events().map(({ item }) => [item.clientDedupeId, item]));
    expect(items.get('the-track')).toMatchObject({
      ...{ name: 'order_completed', conversionDefinitionId: '104', countryCode: 'US' },
      ...{ value: 44.98, currencyCode: 'USD', unitsSold: 3, matchKeys: [EMAIL, PHONE] },
    });
    for (const [type, { messageId }] of CALLS.slice(1)) {
      const name = `${type[0]?.toUpperCase()}${type.slice(1)}`;
      expect(items.get(messageId)).toMatchObject({
        ...{ name: type, conversionDefinitionId: DEFINITIONS[name], matchKeys: [EMAIL] },
      });
      expect(items.get(messageId)).not.toHaveProperty('value');
    }
    for (const { timestamp } of items.values()) {
      expect(Math.abs(Date.parse(String(timestamp)) - happened.getTime())).toBeLessThan(5_000);
    }
    expect(new Set(way.received.map(({ headers }) => headers['content-encoding']))).toEqual(
      new Set([gzip ? 'gzip' : undefined]),
    );
    expect(new Set(way.received.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(['POST /v1/batch']));
  });

  it('tries again when nothing is taken, and it ends in one conversion', async () => {
    const rig = await rigOf({ server: { queue: { minFreeDiskMb: 0, maxWaiting: 1 } } });
    const steer = (action: string): Promise<Response> =>
      rig.admin(`/api/integrations/amazon/${action}`, { method: 'POST' });
    await steer('pause');
    expect((await rig.post('track', order('in-the-way'))).status).toBe(200);
    await rig.until('closed intake', () => !rig.gateway.storage.intake().open);

    const refused = Promise.withResolvers<void>();
    const client = start(rig.gateway.ingestUrl, refused.resolve);
    client.send('track', { ...(order('kept') as Call), userId: 'user-1' });
    const flushed = client.flushed();
    await refused.promise;
    expect(rig.sandbox.dedupeIds().size).toBe(0);
    await steer('resume');
    await flushed;
    await rig.until('both', () => rig.sandbox.dedupeIds().size === 2);
    expect(accepted(rig)).toEqual(once(['in-the-way', 'kept']));
  });

  it('tries again when the answer is lost on its way, and it ends in one conversion', async () => {
    const rig = await rigOf();
    const way = await wayTo(rig, 1);
    const client = start(way.url);
    client.send('track', { ...(order('kept') as Call), userId: 'user-1' });
    await client.flushed();
    await rig.post('track', order('last'));
    await rig.until('both', () => rig.sandbox.dedupeIds().size === 2);
    expect(way.received).toHaveLength(2);
    expect(accepted(rig)).toEqual(once(['kept', 'last']));
    const counts = await rig.gateway.storage.counts({});
    expect(counts.find(({ reason }) => reason === 'duplicate')?.n).toBe(1);
  });
});
