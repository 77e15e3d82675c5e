import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { eventOf, NOW } from '../../test/support/events.ts';
import { integrationOf } from '../../test/support/mapper.ts';
import { DAY, SECOND } from '../base/durations.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import { createLog } from '../telemetry/log.ts';
import { SealedKeeper } from './keeper.ts';
import { MemorySealedEvents } from './memory.ts';
import type { SealedEvents } from './sealed-events.ts';

const pipeline = new Pipeline('web', [integrationOf(amazonDspEvents, { parameters: { DATA_SET_NAME: 'Web_Shop' } })]);

function rig(perSecond = 2, store: SealedEvents = new MemorySealedEvents({ max: 100, keepMs: DAY })) {
  const log: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => done(void log.push(String(chunk))) });
  const keeper = new SealedKeeper({ store, perSecond, log: createLog('info', sink) });
  const offer = (
    ids: readonly string[],
    { event = 'Order Completed', stored = Promise.resolve() as Promise<unknown>, now = NOW } = {},
  ): void => {
    const events = ids.map((messageId) => eventOf({ event, messageId, traits: { email: 'ada@example.com' } }));
    keeper.offer(
      pipeline,
      events,
      events.map((one) => pipeline.intake(one, now)),
      stored,
      now,
    );
  };
  const kept = async (): Promise<string[]> => {
    // Whether they are stored is known a turn later.
    await new Promise(setImmediate);
    await keeper.flush();
    return (await store.recent({ pipeline: 'web' }, 100)).map(({ messageId }) => messageId).reverse();
  };
  return { offer, kept, store, log };
}

describe('events are kept', () => {
  it('sealed, with what each integration made of them', async () => {
    const { offer, kept, store } = rig();
    offer(['a']);
    offer(['b'], { event: 'Newsletter Opened' });
    expect(await kept()).toEqual(['a', 'b']);
    const [b, a] = await store.recent({ pipeline: 'web' }, 2);
    expect(a?.results).toEqual([{ integration: 'kit-under-test' }]);
    expect(b?.results).toMatchObject([{ drop: { reason: 'unmapped' } }]);
    expect(JSON.stringify([a, b])).not.toContain('ada@');
  });

  it('as many a second as the rate says, and of those that can be mended as many beside them', async () => {
    const { offer, kept } = rig(2);
    offer(['a', 'b', 'c', 'd']);
    offer(['m-1', 'm-2', 'm-3'], { event: 'Newsletter Opened' });
    expect(await kept()).toEqual(['a', 'b', 'm-1', 'm-2']);
    offer(['e', 'f'], { now: NOW + SECOND / 2 });
    expect(await kept()).toEqual(['a', 'b', 'm-1', 'm-2', 'e']);
  });

  it('once they are accepted, and not where they are not', async () => {
    const { offer, kept } = rig();
    let accept = (): void => {};
    offer(['a'], {
      stored: new Promise<void>((resolve) => {
        accept = resolve;
      }),
    });
    offer(['b'], { stored: Promise.reject(new Error('full')) });
    expect(await kept()).toEqual([]);
    accept();
    expect(await kept()).toEqual(['a']);
  });

  it('or not, when they cannot be: it is said once, and nobody else is concerned', async () => {
    const store = new MemorySealedEvents({ max: 100, keepMs: DAY });
    let failing = true;
    const put = store.put.bind(store);
    store.put = async (events) => {
      if (failing) throw new Error('the disk is full');
      await put(events);
    };
    const { offer, kept, log } = rig(10, store);
    offer(['a']);
    await kept();
    offer(['b']);
    await kept();
    expect(log).toEqual([expect.stringContaining('the disk is full')]);
    failing = false;
    offer(['c']);
    expect(await kept()).toEqual(['c']);
  });
});
