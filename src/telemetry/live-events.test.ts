import { describe, expect, it } from 'vitest';
import type { Entry } from '../ledger/ledger.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import type { Intake, Route, Settlement } from '../queue/queue.ts';
import { LiveEvents, MOST_WATCHERS } from './live-events.ts';
import type { LiveMessage, LiveWatcher } from './live-watcher.ts';

const PIPELINE = new Pipeline('web', []);
const MAPPED: Route = {
  ...{ integration: 'amazon', lane: 'amazon@1', wire: '{"secret":"wire"}', expiresAt: 9, dedupeFor: 9 },
  ...{ consent: 'tcf', match: { present: 1, unusable: 2 }, notes: ['currency_not_taken'] },
};
const DROPPED: Route = { integration: 'other', drop: { reason: 'unmapped' } };

function intake(messageId: string, routes: readonly Route[] = [MAPPED]): Intake {
  return { pipeline: 'web', messageId, event: 'Order Completed', type: 'track', receivedAt: 5, occurredAt: 4, routes };
}

/** The live view of a ledger in which the delivery of each event has the id in its name: `m7`. */
function view(entries: (ids: readonly number[]) => Promise<readonly Entry[]> = async (ids) => ids.map(entryOf)) {
  const live = new LiveEvents({ entries }, 1_000);
  const take = (...messageIds: string[]): void =>
    live.take(
      PIPELINE,
      messageIds.map((id) => intake(id)),
    )({ deliveries: messageIds.length, drops: 0, duplicates: 0 });
  return { live, take };
}

function entryOf(id: number): Entry {
  return {
    ...{ id, messageId: `m${id}`, pipeline: 'web', integration: 'amazon', event: 'Order Completed', fate: 'delivered' },
    ...{ reason: undefined, detail: undefined, requestId: undefined, consent: undefined, attempts: 1 },
    ...{ receivedAt: 5, occurredAt: 4, settledAt: 6 },
  };
}

const done = (id: number): Settlement => ({ id, lease: 1, to: 'done', requestId: `r${id}` });

/** Everything that waits for a viewer. */
async function waiting(watcher: LiveWatcher): Promise<readonly LiveMessage[]> {
  const messages: LiveMessage[] = [];
  const iterator = watcher[Symbol.asyncIterator]();
  for (;;) {
    const idle = new Promise<undefined>((resolve) => setImmediate(() => setImmediate(() => resolve(undefined))));
    const got = await Promise.race([iterator.next(), idle]);
    if (got === undefined || got.done === true) return messages;
    messages.push(...got.value);
  }
}

const inShort = (messages: readonly LiveMessage[]): string[] =>
  messages.map((message) =>
    message.event === 'missed' ? `missed ${message.data.n}` : `${message.event} ${message.data.messageId}`,
  );

describe('the live view', () => {
  it('shows an event by what mapping made of it, without anything of what is sent', async () => {
    const { live } = view();
    live.take(PIPELINE, [intake('m1', [MAPPED, DROPPED]), intake('m1', [MAPPED, DROPPED])])({
      ...{ deliveries: 1, drops: 2, duplicates: 1, duplicated: [2] },
    });
    const messages = await waiting(await live.watch({}));
    const about = { consent: 'tcf', keys: { present: ['EMAIL'], unusable: ['PHONE'], missing: [] } };
    const event = { receivedAt: 5, pipeline: 'web', messageId: 'm1', event: 'Order Completed', type: 'track' };
    const other = { integration: 'other', fate: 'dropped', reason: 'unmapped' };
    const mapped = { integration: 'amazon', fate: 'mapped', lane: 'amazon@1', notes: ['currency_not_taken'], ...about };
    const duplicate = { integration: 'amazon', fate: 'dropped', reason: 'duplicate', ...about };
    expect(messages).toEqual([
      { event: 'event', id: 'rs-1', data: { ...event, routes: [mapped, other] } },
      { event: 'event', id: 'rs-2', data: { ...event, routes: [duplicate, other] } },
    ]);
    expect(JSON.stringify(messages)).not.toContain('secret');
  });

  it('shows nothing that is not stored', async () => {
    const { live, take } = view();
    const stored = live.take(PIPELINE, [intake('late')]);
    take('m1');
    const watcher = await live.watch({});
    stored({ deliveries: 1, drops: 0, duplicates: 0 });
    expect(inShort(await waiting(watcher))).toEqual(['event m1', 'event late']);
  });

  it('asks the ledger for nothing while nobody watches, and then once for what is kept', async () => {
    const asked: (readonly number[])[] = [];
    const { live, take } = view(async (ids) => {
      asked.push(ids);
      return ids.map(entryOf);
    });
    take('m1', 'm2');
    live.settle([done(2), { id: 1, lease: 1, to: 'again', at: 9, costsAttempt: true, detail: '503' }], 7);
    live.settle([done(1)], 8);
    live.settle([done(77)], 8);
    expect(asked).toEqual([]);
    const messages = await waiting(await live.watch({}));
    expect(inShort(messages)).toEqual(['event m1', 'event m2', 'settled m2', 'settled m1', 'settled m1']);
    expect(messages.slice(3).map(({ data }) => data)).toMatchObject([
      { at: 7, became: 'again', detail: '503', nextAt: 9, entry: 1 },
      { at: 8, became: 'delivered', requestId: 'r1', entry: 1 },
    ]);
    await live.watch({});
    expect(asked).toEqual([[1, 1, 2, 77]]);
  });

  it('does not tell what goes back untried', async () => {
    const { live } = view();
    const watcher = await live.watch({});
    live.settle([{ id: 1, lease: 1, to: 'again', at: 9, costsAttempt: false }], 7);
    expect(await waiting(watcher)).toEqual([]);
  });

  it('goes on behind an item of this process, and begins anew for any other id', async () => {
    const { live, take } = view();
    take('m1', 'm2', 'm3');
    live.settle([done(1)], 7);
    const behind = async (id: string): Promise<string[]> => inShort(await waiting(await live.watch({}, id)));
    expect(await behind('rs-2')).toEqual(['event m3', 'settled m1']);
    expect(await behind('rs-4')).toEqual([]);
    const all = ['event m1', 'event m2', 'event m3', 'settled m1'];
    for (const id of ['rs-5', 'rs-', 'rs--1', 'rt-2', '', 'x', '-1']) expect([id, await behind(id)]).toEqual([id, all]);
  });

  it('keeps a hundred events, and tells who comes back later what is gone', async () => {
    const { live, take } = view();
    for (let i = 1; i <= 150; i++) take(`m${i}`);
    const all = Array.from({ length: 100 }, (_, i) => `event m${i + 51}`);
    expect(inShort(await waiting(await live.watch({})))).toEqual(all);
    expect(inShort(await waiting(await live.watch({}, 'rs-20')))).toEqual(['missed 30', ...all]);
  });

  it('a viewer who does not read loses what is too much, and is told where and how many', async () => {
    const { live, take } = view();
    const watcher = await live.watch({ event: 'Order Completed' });
    for (let i = 1; i <= 1_234; i++) take(`m${i}`);
    const messages = inShort(await waiting(watcher));
    expect([messages.length, messages.at(-2), messages.at(-1)]).toEqual([1_001, 'event m1000', 'missed 234']);
    take('m1');
    expect(inShort(await waiting(watcher))).toEqual(['event m1']);
  });

  it('what the ledger cannot say is missed, and the next is shown', async () => {
    let fails = true;
    const { live } = view(async (ids) => {
      if (fails) throw new Error('the disk');
      return ids.map(entryOf);
    });
    const watcher = await live.watch({});
    live.settle([done(1), done(2)], 7);
    expect(inShort(await waiting(watcher))).toEqual(['missed 2']);
    fails = false;
    live.settle([done(3)], 7);
    expect(inShort(await waiting(watcher))).toEqual(['settled m3']);
  });

  it('delivery does not wait for who watches: what comes while too much is looked up is missed', async () => {
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { live } = view(async (ids) => {
      await answered;
      return ids.map(entryOf);
    });
    const watcher = await live.watch({});
    for (let i = 1; i <= 10; i++) live.settle([done(i)], 7);
    answer();
    const shown = Array.from({ length: 8 }, (_, i) => `settled m${i + 1}`);
    expect(inShort(await waiting(watcher))).toEqual(['missed 2', ...shown]);
  });

  it('refuses more viewers than it has room for, and all when it is closed', async () => {
    const { live } = view();
    const watchers = await Promise.all(Array.from({ length: MOST_WATCHERS }, () => live.watch({})));
    await expect(live.watch({})).rejects.toMatchObject({ code: 'too_many_requests' });
    watchers[0]?.close();
    const other = await live.watch({});
    const ended = other[Symbol.asyncIterator]().next();
    live.close();
    expect(await ended).toEqual({ done: true, value: undefined });
    await expect(live.watch({})).rejects.toMatchObject({ code: 'closing' });
  });
});
