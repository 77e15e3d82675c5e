import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AcceptedEvent } from '../src/sandbox/record/accepted-event.ts';
import { order, type Rig, startRig } from './support/gateway.ts';

// Deploying while events come in: every request is handled wholly by one deployment. A pipeline has two integrations, and each of their
// revisions marks two output keys: whatever is mixed would be seen.

const SENDERS = 4;
const PER_BATCH = 5;
const LOAD_MS = 6_000;
const MOST_BATCHES = 400;
const BOTH = ['amazon', 'other'] as const;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  const { draft } = await ask('GET', '/api/integrations/amazon');
  const parameters = { ...draft.parameters, ADVERTISER_ID: '9876543210' };
  await ask('POST', '/api/integrations', { ...draft, name: 'other', parameters });
  // Revisions 1 and 2 of what the file has are not marked; these are.
  for (const mark of [1, 2]) for (const integration of BOTH) await saveMarked(integration, mark);
});
afterAll(() => rig.close());

/** What the admin API answers. Throws for what is refused, with its status. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function ask(method: string, path: string, body?: object, version?: number): Promise<any> {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
  const answer = await rig.admin(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(JSON.stringify(json)), { status: answer.status });
  return json;
}

/** The numbers of the revisions by integration and mark. */
const revisions = new Map<string, number>();

async function saveMarked(integration: string, mark: number): Promise<void> {
  const { draft, version } = await ask('GET', `/api/integrations/${integration}`);
  const section = draft.playbook.events['Order Completed'];
  const marked = { ...section, name: { enrichment: `mark-${mark}` }, unitsSold: { enrichment: mark } };
  const playbook = { ...draft.playbook, events: { ...draft.playbook.events, 'Order Completed': marked } };
  await ask('PUT', `/api/integrations/${integration}`, { ...draft, playbook }, version);
  const { number } = await ask('POST', `/api/integrations/${integration}/revisions`, {});
  revisions.set(`${integration} ${mark}`, number);
}

/** Deploys marks; false where somebody else was quicker. */
async function deploy(marks: Readonly<Record<(typeof BOTH)[number], number>>): Promise<boolean> {
  const integrations = BOTH.map((integration) => ({
    ...{ integration, revision: revisions.get(`${integration} ${marks[integration]}`) },
  }));
  try {
    const { version } = await ask('GET', '/api/pipelines/web');
    const saved = await ask('PUT', '/api/pipelines/web', { integrations, variables: {} }, version);
    const confirm = saved.health.reasons.map(({ code }: { code: string }) => code);
    await ask('POST', '/api/pipelines/web/deployments', { confirm }, saved.version);
    return true;
  } catch (error) {
    if ((error as { status?: number }).status === 412) return false;
    throw error;
  }
}

/** Sends batches for a while, as several shops do at once. Gives the ids of those that were taken, by batch. */
async function load(name: string, until: () => boolean): Promise<ReadonlyMap<string, readonly string[]>> {
  const taken = new Map<string, readonly string[]>();
  const sender = async (who: number): Promise<void> => {
    for (let n = 0; !until() && taken.size < MOST_BATCHES; n++) {
      const batch = `${name}-${who}-${n}`;
      const ids = Array.from({ length: PER_BATCH }, (_, i) => `${batch}-${i}`);
      const { status } = await rig.post('batch', { batch: ids.map((id) => order(id)) });
      if (status === 200) taken.set(batch, ids);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, who) => sender(who)));
  return taken;
}

/** What became of the batches: how many conversions are missing or there twice, and how many conversions and batches are of two revisions. */
function lookAt(taken: ReadonlyMap<string, readonly string[]>, events: readonly AcceptedEvent[]): object {
  const found = new Map<string, AcceptedEvent[]>();
  for (const event of events) {
    const id = String(event.item.clientDedupeId);
    found.set(id, [...(found.get(id) ?? []), event]);
  }
  const wrong = { missing: 0, doubled: 0, halfMapped: 0, mixed: 0 };
  for (const ids of taken.values()) {
    const marks = new Set<unknown>();
    for (const id of ids) {
      const own = found.get(id) ?? [];
      const accounts = new Set(own.map(({ accountId }) => accountId)).size;
      wrong.missing += BOTH.length - accounts;
      wrong.doubled += own.length - accounts;
      for (const { item } of own) {
        marks.add(item.name);
        if (item.name !== `mark-${item.unitsSold}`) wrong.halfMapped += 1;
      }
    }
    if (marks.size > 1) wrong.mixed += 1;
  }
  return wrong;
}

/** All that was delivered of a load, once nothing waits any more. */
async function delivered(name: string): Promise<readonly AcceptedEvent[]> {
  await rig.until('the end of what waits', async () =>
    (await rig.gateway.storage.stats()).lanes.every(({ waiting }) => waiting === 0),
  );
  return rig.sandbox.events().filter(({ item }) => String(item.clientDedupeId).startsWith(name));
}

/** Deploys again and again while a load comes in. Gives the load and how often that was done. */
async function deployUnderLoad(
  name: string,
  people: readonly ((round: number) => Promise<number>)[],
): Promise<{ readonly taken: ReadonlyMap<string, readonly string[]>; readonly deployed: number }> {
  const end = performance.now() + LOAD_MS;
  const isOver = (): boolean => performance.now() > end;
  let deployed = 0;
  const person = async (act: (round: number) => Promise<number>): Promise<void> => {
    for (let round = 0; !isOver(); round++) deployed += await act(round);
  };
  const [taken] = await Promise.all([load(name, isOver), ...people.map(person)]);
  return { taken, deployed };
}

const one = async (mark: number): Promise<number> => ((await deploy({ amazon: mark, other: mark })) ? 1 : 0);

it('two people deploy, and no event is lost, doubled, or mapped by halves', async () => {
  await one(1);
  const { taken, deployed } = await deployUnderLoad('atomic', [() => one(1), () => one(2)]);
  expect(taken.size).toBeGreaterThan(10);
  expect(deployed).toBeGreaterThan(5);
  const events = await delivered('atomic');
  expect(lookAt(taken, events)).toEqual({ missing: 0, doubled: 0, halfMapped: 0, mixed: 0 });
  // Both did run.
  expect(new Set(events.map(({ item }) => item.name))).toEqual(new Set(['mark-1', 'mark-2']));
});

it('the same checks find out who changes one integration after the other', async () => {
  await one(1);
  const byHalves = async (round: number): Promise<number> => {
    const mark = 1 + (round % 2);
    await deploy({ amazon: mark, other: 3 - mark });
    return one(mark);
  };
  const { taken } = await deployUnderLoad('halves', [byHalves]);
  expect(lookAt(taken, await delivered('halves'))).toMatchObject({ mixed: expect.any(Number) });
  expect((lookAt(taken, await delivered('halves')) as { mixed: number }).mixed).toBeGreaterThan(0);
});

it('and who loses, doubles, or mixes what is in one conversion', async () => {
  await one(1);
  await rig.post('batch', { batch: [order('control-a'), order('control-b')] });
  const events = await delivered('control');
  const taken = new Map([['control', ['control-a', 'control-b']]]);
  const nothing = { missing: 0, doubled: 0, halfMapped: 0, mixed: 0 };
  expect(lookAt(taken, events)).toEqual(nothing);
  expect(lookAt(taken, events.slice(1))).toEqual({ ...nothing, missing: 1 });
  expect(lookAt(taken, [...events, ...events.slice(0, 1)])).toEqual({ ...nothing, doubled: 1 });
  const halves = events.map((event, i) => (i === 0 ? { ...event, item: { ...event.item, unitsSold: 2 } } : event));
  expect(lookAt(taken, halves)).toEqual({ ...nothing, halfMapped: 1 });
});

it('what waits keeps its meaning, whatever is deployed meanwhile', async () => {
  await one(1);
  for (const { worker } of rig.gateway.destinations.all) worker?.gate.pause('for a test');
  expect((await rig.post('batch', { batch: [order('waiting-1')] })).status).toBe(200);
  await one(2);
  expect((await rig.post('batch', { batch: [order('waiting-2')] })).status).toBe(200);
  for (const { worker } of rig.gateway.destinations.all) worker?.gate.resume();
  const events = await delivered('waiting');
  const marks = events.map(({ item }) => `${item.clientDedupeId}: ${item.name} ${item.unitsSold}`);
  expect(new Set(marks)).toEqual(new Set(['waiting-1: mark-1 1', 'waiting-2: mark-2 2']));
  expect(events).toHaveLength(2 * BOTH.length);
});
