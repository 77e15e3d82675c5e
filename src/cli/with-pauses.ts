import { type Clock, systemClock } from '../base/clock.ts';

const PAUSE = Symbol('pause');

/** Items as they come, and undefined where none has come for `ms` milliseconds. */
export async function* withPauses<T>(
  items: AsyncIterable<T>,
  ms: number,
  clock: Pick<Clock, 'sleep'> = systemClock,
): AsyncGenerator<T | undefined> {
  const iterator = items[Symbol.asyncIterator]();
  for (;;) {
    const next = iterator.next();
    // Whoever leaves in a pause does not hear of it.
    next.catch(() => {});
    const came = new AbortController();
    const first = await Promise.race([next, clock.sleep(ms, came.signal).then(() => PAUSE)]);
    came.abort();
    if (first === PAUSE) yield undefined;
    const { done, value } = await next;
    if (done) return;
    yield value;
  }
}
