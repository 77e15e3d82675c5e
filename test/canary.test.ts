import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertView, Webhook } from '../src/admin/api/alerts.ts';
import { SPECS } from '../src/admin/operations/all.ts';
import { type Clock, systemClock } from '../src/base/clock.ts';
import { DROP_REASONS } from '../src/event/drop.ts';
import type { Entry } from '../src/ledger/ledger.ts';
import { filesBelow, type Leak, leaksIn, type Mark, type Searched, written } from './support/canaries.ts';
import { BIRTHDAY, call, context, type Fields, IP, type Kit, NAME, PERSONAL, RAW } from './support/canary-events.ts';
import { type Echo, type EchoingAmazon, startEchoingAmazon } from './support/echoing-amazon.ts';
import { type Rig, startRig, WRITE_KEY } from './support/gateway.ts';
import { type Followed, follow } from './support/live.ts';
import { type LoopbackServer, type Received, serve } from './support/loopback-server.ts';

// No raw personal data and no secret is on disk, in the log, in an answer or on a page. Every value that is personal or secret is a canary
// here: it holds a mark that nothing else holds, and the marks are searched for everywhere.

const CLIENT_SECRET = 'vxqgzk/client+secret=="7';
const WEBHOOK_PATH = '/services/T0vxqgzk/B0/vxqgzk-hook';
const REFRESH_TOKEN = 'Atzr|vxqgzk/refresh+token==';
const SECRETS: readonly Mark[] = [
  { what: 'a secret', text: 'vxqgzk' },
  { what: 'a write key', text: WRITE_KEY },
];
/** A token that was given out: what is left of it where it is cut short, too. */
const tokenMark = (token: string): Mark => ({ what: 'a token that Amazon gave', text: token.slice(5, 21) });

const DAY = 86_400_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const OTHER_KEY = `other-${WRITE_KEY}`;

/** What comes to nothing, by the one reason of each. */
function dropped(kit: Kit): readonly (readonly [reason: keyof typeof DROP_REASONS, call: Fields])[] {
  const track = (id: string, more: Fields): Fields => call('track', id, kit, more);
  const consent = { amazon: { amznUserData: 'DENIED' }, categoryPreferences: { [NAME]: true } };
  return [
    ['unmapped', track('unmapped', { event: 'Newsletter Opened' })],
    ['unmapped', track('unmapped-name', { event: `Mail to ${NAME}@event.example` })],
    ['unmapped', track('unmapped-url', { event: `/mail?to=${NAME}%40event.example` })],
    ['unmapped', track('unmapped-call', { event: 'Called +1 (413) 730-5532' })],
    ['filtered', track('filtered', { integrations: { All: false, [NAME]: { email: NAME } } })],
    ['filtered', track('filtered-here', { event: 'Kept Back' })],
    ['consent_denied', track('consent_denied', { context: { ...context('denied', kit), consent } })],
    [
      'consent_missing',
      track('consent_missing', { context: { ...context('missing', kit), location: { country: 'DE' } } }),
    ],
    ['not_configured', track('not_configured', { event: 'Unready' })],
    ['too_old', track('too_old', { timestamp: ago(30 * DAY) })],
    ['in_future', track('in_future', { timestamp: ago(-DAY) })],
    [
      'no_identity',
      {
        ...{ type: 'track', event: 'Order Completed', messageId: 'no_identity', anonymousId: NAME },
        traits: { email: `${NAME} without at`, phone: `${NAME} 12`, postalCode: '?', idfa: NAME },
      },
    ],
    ['invalid_field', track('invalid_field', { timestamp: `${NAME} o’clock` })],
    ['invalid_field', track('invalid-currency', { properties: { currency: `${NAME}@money.example`, value: 7 } })],
    ['invalid_field', track('invalid-currency-2', { properties: { currency: NAME, value: 7 } })],
    ['invalid_field', track('invalid-type', { event: 'Typed', properties: { kind: `${NAME} ${BIRTHDAY}` } })],
    ['invalid_field', track('invalid-name', { event: 'Named' })],
    ['invalid_field', track('invalid-target', { event: 'Campaigned', properties: { campaign: `${NAME}@to.example` } })],
    ['duplicate', track('accepted-track', {})],
    ['no_integration', track('no_integration', { writeKey: OTHER_KEY })],
  ];
}

const basic = (key: string): { authorization: string } => ({ authorization: `Basic ${btoa(`${key}:`)}` });

/** What is refused at the door: where it goes, what is sent, and the answer's status. */
function refused(
  kit: Kit,
): readonly (readonly [endpoint: string, body: unknown, status: number, headers?: Record<string, string>])[] {
  const good = call('track', 'refused', kit);
  const text = JSON.stringify(good);
  const deep = JSON.parse(`${'['.repeat(40)}"${NAME}"${']'.repeat(40)}`);
  return [
    ['track', text.slice(0, -9), 400],
    ['track', `${NAME}@body.example`, 400],
    ['track', JSON.stringify(NAME), 400],
    ['track', [NAME], 400],
    ['track', { ...good, event: undefined }, 400],
    ['track', { ...good, event: `${NAME} `.repeat(60) }, 400],
    ['track', { ...good, properties: `${NAME}@properties.example` }, 400],
    ['identify', { ...good, traits: [NAME] }, 400],
    ['page', { ...good, context: NAME }, 400],
    ['track', text.replace('"unknown"', '"__proto__"'), 400],
    ['track', { ...good, constructor: { prototype: { email: NAME } } }, 400],
    ['track', { ...good, deep }, 400],
    ['track', { ...good, long: `${NAME} `.repeat(6_000) }, 413],
    ['batch', { batch: Array.from({ length: 90 }, () => ({ ...good, long: `${NAME} `.repeat(900) })) }, 413],
    ['batch', { batch: { email: `${NAME}@batch.example` } }, 400],
    ['batch', { batch: [], email: `${NAME}@batch.example` }, 400],
    ['batch', { batch: [{ ...good, type: NAME }, NAME, { ...good, event: '', messageId: `${NAME}@id.example` }] }, 400],
    ['track', good, 401, basic(`${NAME}-key`)],
    ['track', { ...good, writeKey: `${NAME}-key` }, 401, { authorization: '' }],
    ['track', good, 401, { authorization: `Bearer ${NAME}` }],
    ['track', good, 415, { 'content-type': `text/${NAME}` }],
    ['track', good, 415, { 'content-encoding': NAME }],
    ['track', text, 400, { 'content-encoding': 'gzip' }],
    ['custom/event', { email: `${NAME}@custom.example` }, 400],
    ['custom/event', { _metarouter: { eventName: [NAME], userID: NAME } }, 400],
    ['custom/event', good, 400, { 'x-event-metadata': `{"eventName":"${NAME}` }],
    [`${NAME}?email=${NAME}@path.example`, good, 404],
    [`%ff${NAME}`, good, 400],
  ];
}

/** Headers that tell of a person. */
const HEADERS = {
  ...{ 'user-agent': `${NAME} agent`, cookie: `mail=${NAME}@cookie.example`, 'x-forwarded-for': IP },
  referer: `https://${NAME}.example/?email=${NAME}@referer.example`,
};

/** What sealed copies keep by name (src/sealed/kept.ts) is here a canary like all else, and no leak: it is taken out before the search. */
function withoutKept(answer: string): string {
  const { events } = JSON.parse(answer) as { events: { fields: Record<string, Record<string, unknown>> }[] };
  for (const { fields } of events) {
    delete fields.context?.campaign;
    delete (fields.context?.consent as Record<string, unknown> | undefined)?.categoryPreferences;
    for (const key of ['order_id', 'currency']) delete fields.properties?.[key];
  }
  return JSON.stringify(events);
}

/** Everything that somebody may come to see of a gateway besides its disk and its log: answers and pages. */
class Shown {
  readonly texts: Searched[] = [];
  readonly #rig: Rig;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** Posts what must be answered with a status, and keeps the answer. */
  async post(endpoint: string, body: unknown, status: number, headers: Record<string, string> = {}): Promise<void> {
    const answer = await this.#rig.post(endpoint, body, { ...HEADERS, ...headers });
    const text = await answer.text();
    expect([endpoint, answer.status, text]).toEqual([endpoint, status, expect.any(String)]);
    this.add(`the answer of ${endpoint}`, `${text}\n${JSON.stringify([...answer.headers])}`);
  }

  /** Fetches every page of the admin API, with what is newest. */
  async pages(): Promise<void> {
    const { ingestUrl } = this.#rig.gateway;
    for (const [method, path, body] of PAGES) {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await this.#rig.admin(path, { method, headers, body: body ?? null });
      const text = await answer.text();
      const shown = path.includes('/recent-events') ? withoutKept(text) : text;
      this.add(`${method} ${path}`, `${shown}\n${JSON.stringify([...answer.headers])}`);
      // Everything that can be read was read: a mistake in the question would show nothing.
      const isRead = method === 'GET' && READING.some((one) => one[1] === path) && !path.includes('/no-');
      if (isRead) expect([path, answer.status]).toEqual([path, 200]);
    }
    for (const path of ['/healthz', '/readyz', '/metrics', '/']) {
      this.add(`GET ${path}`, await (await fetch(`${ingestUrl}${path}`)).text());
    }
  }

  /** Asks for the preview of an event, and keeps the answer. */
  async preview(body: object): Promise<void> {
    const path = '/api/integrations/amazon/preview';
    const headers = { 'content-type': 'application/json' };
    const answer = await this.#rig.admin(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    expect([answer.status, text]).toEqual([expect.toBeOneOf([200, 400]), expect.any(String)]);
    this.add(`POST ${path}`, text);
  }

  /** All that the ledger tells, and what of the gateway a debugger's line would print. */
  async all(): Promise<void> {
    await this.pages();
    const recent = await (await this.#rig.admin('/api/pipelines/web/recent-events?limit=1000')).text();
    expect(JSON.parse(recent).events.length).toBeGreaterThan(30);
    this.add('all recent events', withoutKept(recent));
    // Sealed copies do not outlive it.
    const rotated = await this.#rig.admin('/api/vault/rotate', { method: 'POST' });
    expect(rotated.status).toBe(200);
    this.add('POST /api/vault/rotate', await rotated.text());
    const json = { 'content-type': 'application/json' };
    const backup = await this.#rig.admin('/api/backups', { method: 'POST', headers: json, body: '{}' });
    expect(backup.status).toBe(201);
    this.add('POST /api/backups', await backup.text());
    this.add('all events', await (await this.#rig.admin('/api/events?limit=1000')).text());
    const everything = { depth: 30, showHidden: true, maxArrayLength: null, maxStringLength: null };
    this.add('the gateway, inspected', inspect(this.#rig.gateway, everything));
  }

  add(where: string, text: string): void {
    this.texts.push({ where, bytes: Buffer.from(text) });
  }
}

/** What stands in the paths and queries of operations that read. */
const FILLED: Readonly<Record<string, string>> = {
  ...{ integration: 'amazon', pipeline: 'web', revision: '1', messageId: 'accepted-track' },
};
const QUERIES: Readonly<Record<string, string>> = {
  'GET /api/integrations/:integration/differences': '?from=1&to=draft',
  'GET /api/pipelines/:pipeline/recent-events': '?limit=5',
};

/** Everything that the admin API shows, but what it goes on showing: that is followed from the beginning to the end. */
const READING: readonly (readonly [method: string, path: string])[] = Object.keys(SPECS)
  .filter((name) => name.startsWith('GET ') && name !== 'GET /api/live')
  .map((name) => {
    const path = name.slice(4).replace(/:(\w+)/g, (_, key: string) => FILLED[key] ?? `no-${key}`);
    return ['GET', `${path}${QUERIES[name] ?? ''}`];
  });

/** The pages of the admin listener, asked for all they have, and what is answered to mistakes. */
const PAGES: readonly (readonly [method: string, path: string, body?: string])[] = [
  ...READING,
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/api/status'],
  ['GET', '/api/events?limit=20'],
  ['GET', '/api/events?limit=20&fate=dead'],
  ['GET', '/api/events?messageId=accepted-track'],
  ['GET', '/api/events?fate=elsewhere'],
  ['GET', '/api/counts'],
  ['GET', '/api/match'],
  ['GET', '/api/dashboard?since=1h&step=minute'],
  ['GET', `/api/events?order=${NAME}-order`],
  ['POST', '/api/replay', '{"all":true,"dryRun":true}'],
  ['POST', '/api/replay', '{}'],
  ['POST', '/api/replay', '{"dryRun":7}'],
  ['POST', '/api/pipelines/web/compare', '{}'],
  ['POST', '/api/resend', '{"pipeline":"web","all":true,"dryRun":true}'],
  ['POST', '/api/resend', `{"pipeline":"web","ids":["${NAME}@id.example"],"reason":"${NAME}"}`],
  ['POST', '/api/integrations/amazon/resume'],
  ['POST', '/api/integrations/nobody/pause'],
  ['PUT', '/api/integrations/amazon', '{}'],
  ['POST', '/api/apply', JSON.stringify({ text: `pipelines: { web: { writeKeys: [${WRITE_KEY}] }}`, dryRun: true })],
  ['GET', '/api/openapi.json'],
  ['GET', '/metrics'],
  ['GET', '/'],
];

/** What an error repeats of a request: what it was signed with, what it held, in several ways of writing. */
const whole = ({ headers, body }: Received): string => `no, not with "${headers.authorization}" and not ${body}`;
const bodyFirst = ({ headers, body }: Received): string =>
  `what is ${body.slice(body.indexOf('matchKeys'))} ${headers.authorization}`;
const decoded = ({ body }: Received): string =>
  [...new URLSearchParams(body)].map((pair) => pair.join(' is not ')).join(', ');
const json =
  (status: number, of: (request: Received) => string, more: object = {}): Echo =>
  (request) => {
    const words = of(request);
    return { status, body: JSON.stringify({ code: 'BAD', message: words, details: words, ...more, requestId: 'r-1' }) };
  };
const text =
  (status: number, of: (request: Received) => string): Echo =>
  (request) => {
    return { status, type: 'text/html', body: `<h1>Error</h1><p>${of(request)}</p>` };
  };
const items =
  (of: (request: Received) => string): Echo =>
  (request) => {
    const { eventData, events } = JSON.parse(request.body) as Record<'eventData' | 'events', object[]>;
    const error = (eventData ?? events).map((item, i) => {
      const message = of({ ...request, body: JSON.stringify(item) });
      return { index: eventData === undefined ? i : i + 1, code: 'INVALID_VALUE', message, errors: [{ message }] };
    });
    return { status: 207, body: JSON.stringify({ success: [], error }) };
  };

const IMPORT_ECHOES: Readonly<Record<string, Echo>> = {
  ...{ 'a 400': json(400, whole), 'a 400, its items first': json(400, bodyFirst), 'a 400 as a page': text(400, whole) },
  ...{ 'a 401': json(401, whole), 'a 403': json(403, bodyFirst), 'a 500': json(500, whole) },
  ...{ 'a 502 as a page': text(502, bodyFirst), 'a 404': text(404, whole) },
  ...{ 'each item’s error': items(whole), 'each item’s error, the item first': items(bodyFirst) },
  'an error that passes': items(({ body }) => `THROTTLED ${body}`),
  'a 207 that is none': (request) => ({ status: 207, body: `{"success":[],"echo":${request.body}` }),
};

const given = (body: Readonly<Record<string, unknown>>, cut: number): string => JSON.stringify(body).slice(0, cut);
const NEW_TOKENS = {
  access_token: 'Atza|vxqgzk-new-access',
  refresh_token: 'Atzr|vxqgzk-new-refresh',
  token_type: 'bearer',
};
const LOGIN_ECHOES: Readonly<Record<string, Echo>> = {
  'a 400': json(400, ({ body }) => body, { error: 'invalid_request' }),
  'a 400, decoded': json(400, decoded),
  'a 401': json(401, decoded, { error: 'invalid_client', error_description: CLIENT_SECRET }),
  'a 500 as a page': text(500, (request) => `${request.body} ${decoded(request)}`),
  'a 503': json(503, decoded),
  'tokens that were cut short': () => ({ status: 200, body: given(NEW_TOKENS, 75) }),
  'tokens in another shape': () => ({
    status: 200,
    body: JSON.stringify({ message: NEW_TOKENS.access_token, error: NEW_TOKENS }),
  }),
  'tokens as a page': () => ({ status: 200, type: 'text/html', body: `<p>${JSON.stringify(NEW_TOKENS)}</p>` }),
};

function report(leaks: readonly Leak[]): readonly string[] {
  return leaks.map(({ where, what, encoding, around }) => `${what} (${encoding}) in ${where}: ${around}`);
}

describe.each<{ kit: Kit }>([{ kit: 'amazon-dsp-capi' }, { kit: 'amazon-dsp-events' }])(
  'with the kit $kit',
  ({ kit }) => {
    let amazon: EchoingAmazon;
    let rig: Rig;
    let live: Followed;
    let shown: Shown;
    let chat: LoopbackServer;
    /** How far the gateway's clock is ahead: alerts take their minutes. */
    let ahead = 0;
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };

    const entryOf = async (messageId: string): Promise<Entry | undefined> =>
      (await rig.gateway.storage.search({ messageId })).entries[0];
    const settled = (): Promise<void> =>
      rig.until('the end of what waits', async () =>
        (await rig.gateway.storage.stats()).lanes.every(({ waiting }) => waiting === 0),
      );
    const resume = (): void => {
      for (const { worker } of rig.gateway.destinations.all) worker?.gate.resume();
    };

    beforeAll(async () => {
      amazon = await startEchoingAmazon();
      chat = await serve(({ path }, out) => out.writeHead(path === WEBHOOK_PATH ? 200 : 500).end(path));
      ahead = 0;
      const target = kit === 'amazon-dsp-capi' ? { conversionDefinitionId: { enrichment: '104' } } : {};
      const none = { mapping: 'properties.none' };
      const type = { conversionType: { enrichment: 'OFF_AMAZON_PURCHASES' } };
      const calls = ['Page', 'Screen', 'Identify', 'Group', 'Alias', 'Named', 'Kept Back'];
      rig = await startRig({
        ...{ kit, sandbox: { acceptMatchId: true, rotateRefreshTokens: 'keep_old' } },
        parameters: {
          ...{
            BASE_URL: amazon.url,
            LOGIN_URL: `${amazon.url}/auth/o2/token`,
            SEND_ADDRESS: 'on',
            CURRENCY_POLICY: 'drop',
          },
          ...{ MAX_AGE_DAYS: 7, TIMEOUT_MS: 5_000 },
        },
        playbook: {
          events: {
            'Order Completed': { ...target, ...type },
            ...Object.fromEntries(calls.map((name) => [name, { ...target, conversionType: { enrichment: 'OTHER' } }])),
            Named: { ...target, ...type, name: { mapping: 'properties.email' } },
            'Kept Back': { ...target, ...type, deny: 'true' },
            Unready: kit === 'amazon-dsp-capi' ? { conversionDefinitionId: none } : { conversionType: none },
            Campaigned:
              kit === 'amazon-dsp-capi'
                ? { conversionDefinitionId: { mapping: 'properties.campaign' } }
                : { ...type, dataSetName: { mapping: 'properties.campaign' } },
            Typed: { ...target, conversionType: { mapping: 'properties.kind' } },
          },
        },
        server: { allowUpstreams: [amazon.url, chat.url] },
        clock,
        env: { TEST_CLIENT_SECRET: CLIENT_SECRET, TEST_REFRESH_TOKEN: REFRESH_TOKEN },
        pipelines: { nowhere: { writeKeys: [OTHER_KEY], integrations: [] } },
      });
      amazon.target = rig.sandbox.url;
      shown = new Shown(rig);
      live = await follow(rig);
      // A secret that is put in through the API is in the vault, and in no answer.
      const put = await rig.admin('/api/integrations/amazon/secrets/CLIENT_SECRET', {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ value: CLIENT_SECRET }),
      });
      expect(put.status).toBe(200);
      shown.add('the answer to a secret', await put.text());
    });
    afterAll(async () => {
      live.leave();
      await rig.close();
      await amazon.close();
      await chat.close();
    });

    it('events are taken wherever an SDK may put what it knows of a person, and delivered', async () => {
      const calls = ['track', 'page', 'screen', 'identify', 'group', 'alias'];
      for (const type of calls) await shown.post(type, call(type, `accepted-${type}`, kit), 200);
      const batch = calls.map((type) => call(type, `batch-${type}`, kit));
      await shown.post('batch', { batch, context: context('batch', kit), sentAt: ago(0) }, 200);
      const zipped = gzipSync(JSON.stringify({ batch: [call('track', 'gzip', kit)] }));
      await shown.post('batch', zipped, 200, { 'content-encoding': 'gzip' });
      await shown.post(
        'batch',
        { batch: [call('track', 'partly', kit), { ...call('track', `${NAME}@id.example`, kit), event: '' }] },
        207,
      );
      await shown.post('track', call('track', `${NAME}@id.example`, kit), 200);
      await shown.post('track', call('track', `order-${NAME}%40id.example`, kit), 200);
      await shown.post('track', call('track', '+1 (413) 730-5533', kit), 200);
      const metadata = (eventID: string): Fields => ({
        eventName: 'Order Completed',
        eventID,
        userID: `${NAME}@custom.example`,
        anonymousID: NAME,
      });
      const { messageId: _, event: __, type: ___, ...payload } = call('track', '', kit);
      await shown.post('custom/event', { ...payload, _metarouter: metadata('custom-body') }, 200);
      await shown.post('custom/event', payload, 200, { 'x-event-metadata': JSON.stringify(metadata('custom-header')) });
      const query = new URLSearchParams(metadata('custom-query') as Record<string, string>);
      await shown.post(`custom/event?${query}`, payload, 200);
      await settled();
      await shown.pages();
      // They did get through: what is searched below is what is left of them.
      expect(rig.sandbox.dedupeIds().size).toBe(20);
      const keys = rig.sandbox.events({ dedupeId: 'accepted-track' })[0]?.item.matchKeys as { type: string }[];
      expect(keys.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['EMAIL', 'PHONE', 'MAID', 'RAMP_ID', 'FIRST_NAME', 'LAST_NAME', 'ADDRESS', 'CITY']),
      );
    });

    it('others are dropped, for each of the reasons there are', async () => {
      const cases = dropped(kit);
      expect(new Set(cases.map(([reason]) => reason))).toEqual(new Set(Object.keys(DROP_REASONS)));
      for (const [reason, event] of cases) {
        await shown.post('track', event, 200, basic(String(event.writeKey ?? WRITE_KEY)));
        const entry = await entryOf(String(event.messageId));
        expect([event.messageId, entry?.fate, entry?.reason]).toEqual([event.messageId, 'dropped', reason]);
      }
      await shown.pages();
    });

    it('others are previewed, whatever becomes of them', async () => {
      const calls = ['track', 'page', 'screen', 'identify', 'group', 'alias'].map((type) => call(type, 'seen', kit));
      const events = [...calls, ...dropped(kit).map(([, event]) => event)];
      const personal = { mapping: 'properties.email' };
      const note = { mapping: ['properties.title', 'traits.passport'], modifiers: ['trim_string'] };
      const given = { expression: 'context.traits.lastName + properties.coupon', default: 'x' };
      const custom = kit === 'amazon-dsp-events' ? { 'customData.note': note, 'customData.given': given } : {};
      const draft = JSON.parse(await (await rig.admin('/api/integrations/amazon')).text()).draft as Fields;
      const content = {
        ...draft,
        playbook: {
          global: { ...custom, 'matchKeys.EMAIL': personal, currencyCode: note, value: { mapping: 'properties' } },
        },
      };
      for (const event of [...events, JSON.stringify(calls[0]), `${NAME} ${IP}`, { type: NAME }, { event: [NAME] }]) {
        for (const more of [{}, { of: 1 }, { pipeline: 'web' }, { content }]) {
          await shown.preview({ event, ...more });
        }
      }
      const { events: kept } = JSON.parse(
        await (await rig.admin('/api/pipelines/web/recent-events?limit=40')).text(),
      ) as { events: { messageId: string }[] };
      expect(kept.length).toBeGreaterThan(5);
      for (const { messageId } of kept) {
        const recent = { pipeline: 'web', messageId };
        for (const more of [{}, { of: 1 }, { pipeline: 'web' }, { content }]) await shown.preview({ recent, ...more });
      }
      const previews = shown.texts.filter(({ where }) => where.includes('/preview'));
      const told = previews.map(({ bytes }) => bytes.toString());
      expect(told.filter((text) => text.includes('"outcome":"mapped"')).length).toBeGreaterThan(10);
      expect(told.filter((text) => text.includes('"outcome":"dropped"')).length).toBeGreaterThan(10);
      expect(told.filter((text) => text.includes('invalid_request')).length).toBeGreaterThan(5);
    });

    it('others are refused', async () => {
      for (const [endpoint, body, status, headers] of refused(kit)) await shown.post(endpoint, body, status, headers);
      await shown.pages();
    });

    it('others grow too old while they wait', async () => {
      for (const { worker } of rig.gateway.destinations.all) worker?.gate.pause('for a test');
      await shown.post('track', call('track', 'expired', kit, { timestamp: ago(7 * DAY - 1_500) }), 200);
      await rig.until('its end', async () => (await entryOf('expired'))?.reason === 'expired');
      await shown.pages();
      resume();
    });

    it.each(Object.keys(IMPORT_ECHOES))('Amazon repeats what it was sent, in %s', async (name) => {
      const before = amazon.echoed;
      amazon.echo.import = IMPORT_ECHOES[name];
      await shown.post(
        'batch',
        { batch: [call('track', `echo-1 ${name}`, kit), call('page', `echo-2 ${name}`, kit)] },
        200,
      );
      await rig.until('the echo', async () => {
        const [one, other] = [await entryOf(`echo-1 ${name}`), await entryOf(`echo-2 ${name}`)];
        return amazon.echoed > before && one?.detail !== undefined && other?.detail !== undefined;
      });
      await shown.pages();
      amazon.echo.import = undefined;
      resume();
      await settled();
    });

    it.each(Object.keys(LOGIN_ECHOES))('the login repeats what it was sent or has, in %s', async (name) => {
      const before = amazon.echoed;
      rig.sandbox.login.revokeAccessTokens();
      amazon.echo.login = LOGIN_ECHOES[name];
      await shown.post('track', call('track', `login ${name}`, kit), 200);
      await rig.until(
        'the echo',
        async () => amazon.echoed > before && (await entryOf(`login ${name}`))?.detail !== undefined,
      );
      await shown.pages();
      amazon.echo.login = undefined;
      resume();
      await rig.until('its delivery', async () => (await entryOf(`login ${name}`))?.fate === 'delivered');
    });

    it('alerts are told to webhooks, with what Amazon repeated', async () => {
      const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
        const headers = body === undefined ? {} : { 'content-type': 'application/json' };
        const answer = await rig.admin(path, {
          method,
          headers,
          body: body === undefined ? null : JSON.stringify(body),
        });
        const text = await answer.text();
        shown.add(`${method} ${path}`, text);
        expect([path, text, answer.status < 300]).toEqual([path, text, !text.includes('problem')]);
        return (text === '' ? undefined : JSON.parse(text)) as T;
      };
      const webhook = await ask<Webhook>('POST', '/api/alerts/webhooks', { url: `${chat.url}${WEBHOOK_PATH}` });
      const failing = await ask<Webhook>('POST', '/api/alerts/webhooks', { url: `${chat.url}${WEBHOOK_PATH}?fails` });
      for (const { id } of [webhook, failing]) await ask('POST', `/api/alerts/webhooks/${id}/test`);
      await ask('POST', '/api/alerts/webhooks', { url: `http://10.0.0.1${WEBHOOK_PATH}` });
      amazon.echo.import = IMPORT_ECHOES['a 403'];
      await shown.post('track', call('track', 'alerted', kit), 200);
      const told = (): readonly string[] => chat.received.map(({ body }) => body);
      await rig.until('the message', () => {
        ahead += 1_000;
        return told().some((body) => body.includes('destination_paused'));
      });
      const { items } = await ask<{ items: readonly AlertView[] }>('GET', '/api/alerts?state=open');
      expect(items.map(({ kind }) => kind)).toContain('destination_paused');
      await shown.pages();
      amazon.echo.import = undefined;
      resume();
      await settled();
      await rig.until('its end', () => {
        ahead += 1_000;
        return told().some((body) => body.includes('"state":"over"'));
      });
      shown.add('what webhooks were told', told().join('\n'));
      await ask('DELETE', `/api/alerts/webhooks/${failing.id}`);
    });

    it('and none of it is in an answer, on a page, in the log, or on disk', { timeout: 180_000 }, async () => {
      const masterKeys = (): string[] =>
        readFileSync(join(rig.directory, 'dspatch.key'), 'utf8').match(/^[\w+/]{43}=$/gm) ?? [];
      const before = masterKeys();
      await shown.all();
      const keys = [...before, ...masterKeys()].map((key): Mark => ({ what: 'a master key', text: key }));
      expect(keys).toHaveLength(2);
      // Who followed from the beginning has seen everything of which the ledger knows.
      const { entries } = await rig.gateway.storage.search({ limit: 1000 });
      const seen = new Set(live.messages.map(({ data }) => data.messageId));
      expect(entries.filter(({ messageId }) => !seen.has(messageId))).toEqual([]);
      const later = await follow(rig);
      await rig.until('what came last', () => later.messages.length >= Math.min(100, seen.size));
      later.leave();
      shown.add('the live view, followed', live.text());
      shown.add('the live view, later', later.text());
      const tokens = [...amazon.tokens].filter((token) => token !== REFRESH_TOKEN);
      expect(tokens.length).toBeGreaterThan(1);
      const marks = [...PERSONAL, ...SECRETS, ...tokens.map(tokenMark)];

      const log: Searched = { where: 'the log', bytes: Buffer.from(rig.log.join('\n')) };
      expect(rig.log.length).toBeGreaterThan(20);
      // Write keys are public: those who may read the configuration see them, and copy them from there.
      const withKeys = shown.texts.filter(({ where }) =>
        /^GET \/api\/(pipelines\/web(\/snippets)?|export)$/.test(where),
      );
      const pages = shown.texts.filter((text) => !withKeys.includes(text));
      const keyless = marks.filter(({ text }) => text !== WRITE_KEY);
      expect.soft(report(leaksIn([...pages, log], [...marks, ...keys, ...RAW]))).toEqual([]);
      expect.soft(report(leaksIn(withKeys, [...keyless, ...RAW]))).toEqual([]);

      const running = filesBelow(rig.directory);
      const names = running.map(({ where }) => where);
      expect(names).toEqual(
        expect.arrayContaining([
          'dspatch.db',
          'dspatch.db-wal',
          'dspatch.reserve',
          'dspatch.tokens.json',
          'dspatch-catalog.db',
          'dspatch-sealed.db',
          expect.stringMatching(/^dspatch-backups\/[^/]+\/dspatch\.db$/),
        ]),
      );
      // Write keys are public: the catalog has them to show.
      const catalogs = running.filter(({ where }) => /(^|\/)dspatch-catalog/.test(where));
      const files = running.filter((file) => !catalogs.includes(file));
      expect.soft(report([...leaksIn(files, marks), ...leaksIn(catalogs, keyless)])).toEqual([]);
      // What is sent raw waits as it is: the search does see what is in the database.
      expect(leaksIn(running, RAW).map(({ what }) => what)).toEqual(
        expect.arrayContaining(RAW.map(({ what }) => what)),
      );
      const tokenFile = running.filter(({ where }) => where.endsWith('dspatch.tokens.json'));
      expect(leaksIn(tokenFile, RAW)).toEqual([]);
      // Sealed copies hold it as well, encrypted.
      const sealed = running.filter(({ where }) => /(^|\/)dspatch-sealed/.test(where));
      // Who has a backup has no key.
      const backups = running.filter(({ where }) => where.startsWith('dspatch-backups'));
      expect(leaksIn(backups, keys)).toEqual([]);
      expect(leaksIn(sealed, RAW)).toEqual([]);

      await rig.gateway.close();
      expect.soft(report(leaksIn(filesBelow(rig.directory), keyless))).toEqual([]);
      const closed: Searched = { where: 'the log', bytes: Buffer.from(rig.log.join('\n')) };
      expect.soft(report(leaksIn([closed], [...marks, ...RAW]))).toEqual([]);

      // The same search finds a canary that is there.
      for (const [i, { where, bytes }] of written(`${NAME}@planted.example`).entries()) {
        writeFileSync(join(rig.directory, 'planted'), bytes);
        const found = leaksIn(filesBelow(rig.directory), marks).filter((leak) => leak.where === 'planted');
        expect([i, where, found.length > 0]).toEqual([i, where, true]);
      }
      rig.log.push(JSON.stringify({ level: 'info', message: `hello ${NAME}` }));
      const planted: Searched = { where: 'the log', bytes: Buffer.from(rig.log.join('\n')) };
      expect(leaksIn([planted], marks)).toHaveLength(1);
    });
  },
);

it.each([...PERSONAL, ...RAW, ...SECRETS])('the search finds $what, however it is written', ({ text }) => {
  for (const searched of written(text)) {
    const found = leaksIn([searched], [{ what: 'it', text }]);
    expect([searched.where, searched.bytes.toString(), found.length > 0]).toEqual([
      searched.where,
      expect.any(String),
      true,
    ]);
  }
  expect(leaksIn([{ where: 'elsewhere', bytes: Buffer.from('nothing of the kind') }], [{ what: 'it', text }])).toEqual(
    [],
  );
});
