import type { Clock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';
import { Shop } from './shop.ts';

/** How the make-believe shop sends its events. */
export interface VisitOptions {
  /** Where events go, now: the gateway's ingest. */
  readonly url: () => string;
  readonly writeKey: string;
  /** Events a second. */
  readonly rate: number;
  readonly clock: Clock;
}

/** The shop's events, posted one by one as its pages would. It ends with `signal`; an event that cannot be sent is left out, as a page's is. */
export async function sendVisits({ url, writeKey, rate, clock }: VisitOptions, signal: AbortSignal): Promise<void> {
  const shop = new Shop({ seed: clock.now(), shoppers: 500, anonymous: 0.15 });
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  while (!signal.aborted) {
    const event = shop.next(clock.now());
    const headers = { 'content-type': 'application/json', authorization };
    const body = JSON.stringify(event);
    await fetch(`${url()}/v1/${String(event.type)}`, { method: 'POST', headers, body, signal })
      .then((response) => response.arrayBuffer())
      .catch(() => {});
    await clock.sleep(SECOND / rate, signal);
  }
}
