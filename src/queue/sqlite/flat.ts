import type { DropReason } from '../../event/drop.ts';
import type { Intake, MatchMasks } from '../queue.ts';

/**
 * Intakes as one list of texts and numbers, for their way to the storage thread: copying objects from thread to thread costs several
 * times as much (7 us an event against 2). An intake is its five members and the number of its routes; a route is its integration,
 * the gate's decision and the masks of its match keys, and then what it is: a delivery or a drop.
 */
export type FlatIntakes = readonly (string | number)[];

/** What stands in the place of a lane where the route is a drop: no lane has such a name. */
const DROP = '';

/** What stands in the place of masks where identity was not looked for. */
const UNKNOWN = -1;

/** Makes a list of intakes. */
export function flatten(intakes: readonly Intake[]): FlatIntakes {
  const flat: (string | number)[] = [];
  for (const { pipeline, messageId, event, receivedAt, occurredAt, routes } of intakes) {
    flat.push(pipeline, messageId, event, receivedAt, occurredAt, routes.length);
    for (const route of routes) {
      const { integration, consent = '', match } = route;
      flat.push(integration, consent, match?.present ?? UNKNOWN, match?.unusable ?? UNKNOWN);
      if (route.drop !== undefined) flat.push(DROP, route.drop.reason, route.drop.detail ?? '');
      else flat.push(route.lane, route.target ?? '', route.wire, route.expiresAt, route.dedupeFor);
    }
  }
  return flat;
}

/** Who reads a list of intakes is told of each event, each of its routes, and what the route is, as they come. */
export interface FlatReader {
  event(pipeline: string, messageId: string, event: string, occurredAt: number): void;
  route(integration: string, consent: string | undefined, match: MatchMasks | undefined): void;
  delivery(lane: string, target: string, wire: string, expiresAt: number, dedupeFor: number): void;
  drop(reason: DropReason, detail: string | undefined): void;
}

/** Reads a list that `flatten` made. */
export function readFlat(flat: FlatIntakes, reader: FlatReader): void {
  let at = 0;
  const text = (): string => flat[at++] as string;
  const number = (): number => flat[at++] as number;
  while (at < flat.length) {
    const [pipeline, messageId, event] = [text(), text(), text()];
    number(); // when it was received: the ids of its entries tell
    reader.event(pipeline, messageId, event, number());
    for (let routes = number(); routes > 0; routes--) {
      const [integration, consent, present, unusable] = [text(), text(), number(), number()];
      reader.route(integration, consent || undefined, present === UNKNOWN ? undefined : { present, unusable });
      const lane = text();
      if (lane === DROP) reader.drop(text() as DropReason, text() || undefined);
      else reader.delivery(lane, text(), text(), number(), number());
    }
  }
}
