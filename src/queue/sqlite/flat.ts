import type { DropReason } from '../../event/drop.ts';
import type { Intake } from '../queue.ts';

/**
 * Intakes as one list of texts and numbers, for their way to the storage thread: copying objects from thread to thread costs several
 * times as much (7 us an event against 2). An intake is its five members and the number of its routes; a delivery is the
 * integration and five members more, a drop the integration and the reason.
 */
export type FlatIntakes = readonly (string | number)[];

/** What stands in the place of a lane where the route is a drop: no lane has such a name. */
const DROP = '';

/** Makes a list of intakes. */
export function flatten(intakes: readonly Intake[]): FlatIntakes {
  const flat: (string | number)[] = [];
  for (const { pipeline, messageId, event, receivedAt, occurredAt, routes } of intakes) {
    flat.push(pipeline, messageId, event, receivedAt, occurredAt, routes.length);
    for (const route of routes) {
      if (route.drop !== undefined) flat.push(route.integration, DROP, route.drop.reason, route.drop.detail ?? '');
      else flat.push(route.integration, route.lane, route.wire, route.expiresAt, route.dedupeFor);
    }
  }
  return flat;
}

/** Who reads a list of intakes is told of each route as it comes. */
export interface FlatReader {
  event(pipeline: string, messageId: string, event: string, occurredAt: number): void;
  delivery(integration: string, lane: string, wire: string, expiresAt: number, dedupeFor: number): void;
  drop(integration: string, reason: DropReason, detail: string | undefined): void;
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
      const [integration, lane] = [text(), text()];
      if (lane === DROP) reader.drop(integration, text() as DropReason, text() || undefined);
      else reader.delivery(integration, lane, text(), number(), number());
    }
  }
}
