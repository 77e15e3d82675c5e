import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/durations.ts';
import { MemoryQueue } from '../queue/memory.ts';
import type { Route } from '../queue/queue.ts';
import { USUAL_RULES, withUsual } from './kinds.ts';
import { Observer } from './observe.ts';
import type { Sight } from './sight.ts';

/** At noon. */
const NOW: number = Math.floor(1_800_000_000_000 / DAY) * DAY + 12 * HOUR;
const DROPPED: Route = { integration: 'amazon', drop: { reason: 'no_identity' } };

/** A gateway that got events at these times. */
async function look(
  events: readonly { readonly at: number; readonly pipeline?: string }[],
  rules = USUAL_RULES,
): Promise<Sight> {
  const storage = new MemoryQueue({ maxWaiting: 1_000, retention: { ledger: 30 * DAY, dead: 30 * DAY } });
  for (const [i, { at, pipeline = 'web' }] of events.toSorted((a, b) => a.at - b.at).entries()) {
    const about = { pipeline, messageId: `m${i}`, event: 'Order Completed', receivedAt: at, occurredAt: at };
    await storage.append([{ ...about, routes: [DROPPED] }], at);
  }
  const observer = new Observer({
    ...{ storage, startedAt: NOW - 30 * DAY, destinations: () => [], pipelines: () => ['web', 'app'] },
    consentOf: async () => undefined,
  });
  return observer.look(NOW, rules);
}

describe('what is counted', () => {
  it('is that of the last hour, by pipeline and integration', async () => {
    const { lastHour } = await look([
      { at: NOW - 61 * MINUTE },
      { at: NOW - 30 * MINUTE },
      { at: NOW, pipeline: 'app' },
    ]);
    const counts = expect.objectContaining({ received: 1, 'dropped:no_identity': 1 });
    expect(
      lastHour
        .filter(({ counts: { received = 0 } }) => received > 0)
        .toSorted((a, b) => (a.pipeline < b.pipeline ? -1 : 1)),
    ).toEqual([
      { pipeline: 'app', integration: 'amazon', counts },
      { pipeline: 'web', integration: 'amazon', counts },
    ]);
  });

  it('is that of the minutes which the rule of dead letters says', async () => {
    const rules = withUsual({ dead_letters: { count: 1, minutes: 10 } });
    const { recent } = await look([{ at: NOW - 30 * MINUTE }], rules);
    expect(recent.filter(({ counts: { received = 0 } }) => received > 0)).toEqual([]);
  });
});

describe('a pipeline is silent', () => {
  const daily = (hour: number, days: readonly number[]) => days.map((day) => ({ at: NOW - day * DAY + hour * HOUR }));

  it('when it had no event in the hours before, told with the same hours of the days before', async () => {
    // Between 6 and 12 o’clock, on six of the last seven days.
    const { silent } = await look(daily(-3, [1, 2, 3, 5, 6, 7]));
    expect(silent).toContainEqual({ pipeline: 'web', daysBefore: [true, true, true, false, true, true, true] });
  });

  it('and never was one where it had its events at other hours', async () => {
    const { silent } = await look(daily(-9, [1, 2, 3, 4, 5, 6, 7]));
    expect(silent.find(({ pipeline }) => pipeline === 'web')?.daysBefore).toEqual(Array(6).fill(false));
  });

  it('with as many days as there are since its first event', async () => {
    const { silent } = await look([...daily(-8, [3]), ...daily(-3, [1, 2])]);
    expect(silent).toEqual([
      { pipeline: 'web', daysBefore: [true, true, false] },
      { pipeline: 'app', daysBefore: [] },
    ]);
  });

  it('no more with its next event', async () => {
    const { silent } = await look([...daily(-3, [1, 2, 3]), { at: NOW - 1 }]);
    expect(silent.map(({ pipeline }) => pipeline)).toEqual(['app']);
  });
});
