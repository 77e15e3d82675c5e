import type { Clock } from './base/clock.ts';
import { SECOND } from './base/durations.ts';
import { messageOf } from './base/errors.ts';
import type { Gateway } from './gateway.ts';
import type { Logger } from './telemetry/log.ts';

/** What is looked after besides the gateway's own parts; `now` in epoch milliseconds. */
export interface LookedAfter {
  look(now: number): Promise<void> | void;
}

/** The work of every second, until `signal` aborts: what grew too old goes, what was closed is tried again, what is due is told. */
export async function housekeep(
  { storage, live, destinations, people }: Pick<Gateway, 'storage' | 'live' | 'destinations' | 'people'>,
  others: readonly LookedAfter[],
  clock: Clock,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await storage.housekeep(clock.now());
    } catch (error) {
      log.error({ what: 'housekeeping', message: messageOf(error) });
    }
    live.look(clock.now());
    for (const one of others) await one.look(clock.now());
    await destinations.look();
    await people.tidy();
    await clock.sleep(SECOND, signal);
  }
}
