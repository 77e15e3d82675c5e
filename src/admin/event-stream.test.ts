import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import type { StreamMessage } from './api/operation.ts';
import { framed, HEARTBEAT } from './event-stream.ts';

const FIRST: StreamMessage = { event: 'event', id: 'a-1', data: { text: 'two\nlines' } };
const SECOND: StreamMessage = { event: 'missed', data: { n: 7 } };

/** A stream in the making: what it is given, what it has said, and whether its caller may go on. */
function stream() {
  const clock = new FakeClock(0);
  const given: (readonly StreamMessage[])[] = [];
  const state = { allowed: true, left: false, wake: (): void => {}, said: [] as string[], ended: false };
  const messages = async function* (): AsyncGenerator<readonly StreamMessage[]> {
    try {
      for (;;) {
        const next = given.shift();
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (state.wake = resolve));
        if (state.left) return;
      }
    } finally {
      state.left = true;
    }
  };
  const watched = messages();
  // As a watcher is that is closed while it waits.
  const leaving = { next: () => watched.next(), return: async () => ({ done: true as const, value: await leave() }) };
  const leave = async (): Promise<void> => {
    state.left = true;
    state.wake();
  };
  const text = framed(
    { [Symbol.asyncIterator]: () => leaving as never },
    { clock, mayGoOn: async () => state.allowed, check: () => {} },
  );
  const reading = (async () => {
    for await (const chunk of text) state.said.push(chunk);
    state.ended = true;
  })();
  const give = async (...more: StreamMessage[]): Promise<void> => {
    given.push(more);
    state.wake();
    await clock.pass(0);
  };
  return { clock, state, give, reading };
}

describe('a stream of server-sent events', () => {
  it('opens at once, and is a line of data for each message', async () => {
    const { clock, state, give } = stream();
    await clock.pass(0);
    expect(state.said).toEqual([': dspatch\n\n']);
    await give(FIRST, SECOND);
    expect(state.said.slice(1)).toEqual([
      'id: a-1\nevent: event\ndata: {"text":"two\\nlines"}\n\nevent: missed\ndata: {"n":7}\n\n',
    ]);
  });

  it('says every fifteen seconds that it is alive', async () => {
    const { clock, state } = stream();
    await clock.pass(2 * HEARTBEAT);
    expect([HEARTBEAT, state.said.slice(1)]).toEqual([15_000, [': alive\n\n', ': alive\n\n']]);
  });

  it.each(['while nothing comes', 'while much comes'])(
    'ends %s once its caller may not have it any more',
    async (when) => {
      const { clock, state, give, reading } = stream();
      await clock.pass(HEARTBEAT - 1);
      state.allowed = false;
      if (when === 'while much comes') for (let i = 0; i < 3; i++) await give(FIRST);
      expect(state.ended).toBe(false);
      await clock.pass(1);
      if (when === 'while much comes') await give(FIRST);
      await reading;
      expect([state.ended, state.left]).toEqual([true, true]);
    },
  );
});
