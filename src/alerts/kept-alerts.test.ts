import { describe, expect, it } from 'vitest';
import { DAY } from '../base/durations.ts';
import { MemoryRecords } from '../catalog/memory.ts';
import { type KeptAlert, KeptAlerts } from './kept-alerts.ts';

const NOW = 1_800_000_000_000;
const ALERT: Omit<KeptAlert, 'id'> = {
  ...{ kind: 'silence', subject: { pipeline: 'web' }, state: 'open', since: NOW, untold: [] },
  ...{ says: 'No event.', mend: 'Look at the snippet.', path: '/pipelines/web/connect' },
};

describe('alerts', () => {
  it('are kept over a restart, the latest first, also where several began at once', async () => {
    const records = new MemoryRecords();
    const kept = await KeptAlerts.open(records);
    await kept.add({ ...ALERT, since: NOW - DAY });
    await kept.add(ALERT);
    await kept.add(ALERT);
    const again = await KeptAlerts.open(records);
    expect(again.all).toEqual(kept.all);
    expect(again.all.map(({ since }) => since)).toEqual([NOW, NOW, NOW - DAY]);
    expect(new Set(again.all.map(({ id }) => id)).size).toBe(3);
  });

  it('have other words in memory alone, and what else is known of them stays', async () => {
    const records = new MemoryRecords();
    const kept = await KeptAlerts.open(records);
    await kept.add({ ...ALERT, untold: [{ webhook: 'one', attempts: 0, at: NOW }] });
    const [{ untold, ...alert } = expect.fail('none')] = kept.all;
    kept.reword({ ...alert, says: 'Still no event.' });
    expect(kept.all).toEqual([{ ...alert, untold, says: 'Still no event.' }]);
    expect((await KeptAlerts.open(records)).all[0]?.says).toBe('No event.');
  });

  it('are forgotten 90 days after their end, and never while they are open', async () => {
    const records = new MemoryRecords();
    const kept = await KeptAlerts.open(records);
    await kept.add({ ...ALERT, since: NOW - 300 * DAY });
    await kept.add({ ...ALERT, since: NOW - 200 * DAY, state: 'over', until: NOW - 91 * DAY });
    await kept.add({ ...ALERT, since: NOW - 100 * DAY, state: 'over', until: NOW - 89 * DAY });
    await kept.forget(NOW);
    expect(kept.all.map(({ since }) => (NOW - since) / DAY)).toEqual([100, 300]);
    expect((await KeptAlerts.open(records)).all).toEqual(kept.all);
  });

  it('are forgotten beyond a thousand, the oldest first', async () => {
    const kept = await KeptAlerts.open(new MemoryRecords());
    for (let i = 0; i < 1_005; i++) await kept.add({ ...ALERT, since: NOW + i, state: 'over', until: NOW + i });
    await kept.forget(NOW);
    expect([kept.all.length, kept.all.at(-1)?.since]).toEqual([1_000, NOW + 5]);
  });
});
