import type { DropReason } from '../../event/drop.ts';
import type { Intake, MatchMasks, Settlement } from '../queue.ts';
import { Lines } from './lines.ts';

/**
 * Intakes on their way to the storage thread, as texts, numbers and bytes: copying objects from thread to thread costs several times as
 * much. An intake is the places of its texts among `texts`, its time, and the number of its routes; a route is its integration, its
 * definition, the gate's decision, the masks of its match keys, and then what it is: a delivery or a drop.
 */
export interface FlatIntakes {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** The deliveries' items, a line each, in UTF-8: they go to the disk and to Amazon as they are. They have their memory for themselves. */
  readonly wires: Uint8Array<ArrayBuffer>;
}

/** What stands in the place of a lane where the route is a drop, and of masks where identity was not looked for. */
const NONE = -1;

const utf8 = new TextEncoder();

/** Flattens intakes. */
export function flatten(intakes: readonly Intake[]): FlatIntakes {
  const texts: string[] = [''];
  const places = new Map<string, number>([['', 0]]);
  const placeOf = (text: string): number => {
    let place = places.get(text);
    if (place === undefined) {
      place = texts.push(text) - 1;
      places.set(text, place);
    }
    return place;
  };
  const numbers: number[] = [];
  const wires: string[] = [];
  for (const { pipeline, messageId, event, mappedAs = '', orderKey, occurredAt, routes } of intakes) {
    // Ids do not repeat.
    const order = orderKey === undefined ? 0 : texts.push(orderKey) - 1;
    numbers.push(placeOf(pipeline), texts.push(messageId) - 1, placeOf(event), placeOf(mappedAs), order, occurredAt);
    numbers.push(routes.length);
    for (const route of routes) {
      const { integration, definition = '', consent = '', match } = route;
      numbers.push(placeOf(integration), placeOf(definition), placeOf(consent));
      numbers.push(match?.present ?? NONE, match?.unusable ?? NONE);
      if (route.drop !== undefined) numbers.push(NONE, placeOf(route.drop.reason), placeOf(route.drop.detail ?? ''));
      else {
        numbers.push(placeOf(route.lane), placeOf(route.target ?? ''), route.expiresAt, route.dedupeFor);
        wires.push(route.wire);
      }
    }
  }
  return { texts, numbers, wires: utf8.encode(wires.join('\n')) };
}

/** What of an intake is true for all its routes. */
export type FlatEvent = Pick<Intake, 'pipeline' | 'messageId' | 'event' | 'mappedAs' | 'orderKey' | 'occurredAt'>;

/** Who reads flat intakes is told of each event, each of its routes, and what the route is, as they come. */
export interface FlatReader {
  event(event: FlatEvent): void;
  route(integration: string, definition: string, consent: string | undefined, match: MatchMasks | undefined): void;
  /** `wire` is at the delivery's line: it goes on when this returns. */
  delivery(lane: string, target: string, wire: Lines, expiresAt: number, dedupeFor: number): void;
  drop(reason: DropReason, detail: string | undefined): void;
}

/** Reads what `flatten` made. */
export function readFlat({ texts, numbers, wires }: FlatIntakes, reader: FlatReader): void {
  const lines = new Lines(wires);
  let at = 0;
  const number = (): number => numbers[at++] as number;
  const text = (): string => texts[number()] as string;
  while (at < numbers.length) {
    const [pipeline, messageId, event, mappedAs, orderKey] = [text(), text(), text(), text(), text()];
    const names = { pipeline, messageId, event, mappedAs: mappedAs || undefined, orderKey: orderKey || undefined };
    reader.event({ ...names, occurredAt: number() });
    for (let routes = number(); routes > 0; routes--) {
      const [integration, definition, consent] = [text(), text(), text()];
      const [present, unusable] = [number(), number()];
      reader.route(integration, definition, consent || undefined, present === NONE ? undefined : { present, unusable });
      const lane = number();
      if (lane === NONE) reader.drop(text() as DropReason, text() || undefined);
      else reader.delivery(texts[lane] as string, text(), lines.next(), number(), number());
    }
  }
}

/** Settlements on their way: nearly all are deliveries that were done together. */
export interface FlatSettlements {
  readonly done: readonly { readonly requestId: string | undefined; readonly ids: readonly number[] }[];
  readonly others: readonly Settlement[];
}

/** Flattens settlements; their leases stay behind. */
export function flattenSettlements(settlements: Iterable<Settlement>): FlatSettlements {
  const done: { requestId: string | undefined; ids: number[] }[] = [];
  const others: Settlement[] = [];
  for (const settlement of settlements) {
    if (settlement.to !== 'done') {
      others.push(settlement);
      continue;
    }
    const { id, requestId } = settlement;
    const together = done.at(-1);
    if (together !== undefined && together.requestId === requestId) together.ids.push(id);
    else done.push({ requestId, ids: [id] });
  }
  return { done, others };
}

/** What `flattenSettlements` was given, in any order. */
export function readSettlements({ done, others }: FlatSettlements): Settlement[] {
  const settlements = [...others];
  for (const { requestId, ids } of done)
    for (const id of ids) settlements.push({ id, lease: 0, to: 'done', requestId });
  return settlements;
}
