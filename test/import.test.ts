import { expect, it, onTestFinished } from 'vitest';
import type { Imported } from '../src/ingest/import.ts';
import { type Rig, type RigOptions, startRig } from './support/gateway.ts';
import { follow } from './support/live.ts';

const DAY = 86_400_000;

async function rigOf(options: RigOptions = {}): Promise<Rig> {
  const rig = await startRig(options);
  onTestFinished(() => rig.close());
  return rig;
}

function order(id: string, fields: object = {}): object {
  return {
    ...{ type: 'track', event: 'Order Completed', messageId: id, timestamp: new Date().toISOString() },
    context: { traits: { email: 'jo@example.com' }, locale: 'en-US' },
    properties: { order_id: id, currency: 'USD', products: [{ price: 10, quantity: 1 }] },
    ...fields,
  };
}

async function imports(rig: Rig, body: object, pipeline = 'web'): Promise<Response> {
  return rig.admin(`/api/pipelines/${pipeline}/import`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  });
}

const EVENTS = [
  order('one'),
  order('old', { timestamp: new Date(Date.now() - 30 * DAY).toISOString() }),
  { type: 'nonsense' },
  order('nobody', { context: {} }),
];

it('tells in a dry run what would become of each event, and stores nothing', async () => {
  const rig = await rigOf();
  const imported = (await (await imports(rig, { events: EVENTS, dryRun: true })).json()) as Imported;
  const fates = imported.events.map(({ index, messageId, routes }) => [index, messageId, routes[0]?.reason]);
  expect(fates).toEqual([
    [0, 'one', undefined],
    [1, 'old', 'too_old'],
    [3, 'nobody', 'no_identity'],
  ]);
  expect(imported.problems).toMatchObject([{ index: 2, code: 'invalid_event' }]);
  expect(imported.stored).toBeUndefined();
  expect(await (await rig.admin('/api/events')).json()).toEqual({ entries: [] });
});

it('takes the events as a sender’s, and each once', async () => {
  const rig = await rigOf();
  const first = (await (await imports(rig, { events: EVENTS })).json()) as Imported;
  expect(first.stored).toEqual({ deliveries: 1, drops: 2, duplicates: 0 });
  const again = (await (await imports(rig, { events: EVENTS })).json()) as Imported;
  expect(again.stored).toEqual({ deliveries: 0, drops: 2, duplicates: 1 });
  // Which one it is stands at its route.
  expect(first.events.map(({ routes }) => routes[0]?.reason)).toEqual([undefined, 'too_old', 'no_identity']);
  expect(again.events.map(({ routes }) => routes[0]?.reason)).toEqual(['duplicate', 'too_old', 'no_identity']);
  const kept = async (): Promise<number> => {
    const recent = (await (await rig.admin('/api/pipelines/web/recent-events')).json()) as { events: object[] };
    return recent.events.length;
  };
  await rig.until('their sealed copies', async () => (await kept()) >= 3);
  await rig.until('the conversion', () => rig.sandbox.events().length > 0);
  expect(rig.sandbox.events().map(({ item }) => item.clientDedupeId)).toEqual(['one']);
});

it('shows them in the live view, and counts what it refuses; a dry run does neither', async () => {
  const rig = await rigOf();
  const live = await follow(rig);
  const refused = async (): Promise<readonly object[]> =>
    (await rig.gateway.storage.counts({})).filter(({ counted }) => counted === 'refused');
  await imports(rig, { events: [order('tried'), { type: 'nonsense' }], dryRun: true });
  expect(await refused()).toEqual([]);
  await imports(rig, { events: EVENTS });
  await rig.until('its delivery', () => live.messages.some(({ event }) => event === 'settled'));
  expect(live.messages.map(({ event, data }) => [event, data.messageId])).toEqual([
    ...[
      ['event', 'one'],
      ['event', 'old'],
      ['event', 'nobody'],
      ['settled', 'one'],
    ],
  ]);
  expect(await refused()).toMatchObject([{ pipeline: 'web', reason: 'invalid_event', n: 1 }]);
  live.leave();
});

it('says which pipeline there is not, and how many events a request may bring', async () => {
  const rig = await rigOf();
  expect((await imports(rig, { events: [order('a')] }, 'nowhere')).status).toBe(404);
  const many = await imports(rig, { events: Array.from({ length: 501 }, () => ({ type: 'page' })) });
  expect(many.status).toBe(400);
  expect(await many.text()).toContain('1 to 500 events');
});

it('asks to come back later while nothing is taken; a dry run takes nothing, and goes on', async () => {
  const rig = await rigOf({ server: { queue: { minFreeDiskMb: 1_000_000_000 } } });
  const refused = await imports(rig, { events: EVENTS });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
  expect(((await refused.json()) as { code: string }).code).toBe('queue_closed_to_intake');
  expect((await imports(rig, { events: EVENTS, dryRun: true })).status).toBe(200);
});
