import { DspatchError } from '../../base/errors.ts';
import type { SealedEvents } from '../../sealed/sealed-events.ts';

/** Where sealed events are kept; undefined where none are. `flush` keeps what was gathered. */
export type Keeping = { readonly events: SealedEvents; flush(): Promise<void> } | undefined;

/** The sealed events, with what was gathered until now. Throws `not_kept` where none are. */
export async function keptEvents(sealed: Keeping): Promise<SealedEvents> {
  if (sealed === undefined) {
    const message = 'no sealed events are kept: set server.sealedEvents.keep to true, and events are kept from then on';
    throw new DspatchError('not_kept', message);
  }
  await sealed.flush();
  return sealed.events;
}
