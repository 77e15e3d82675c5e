import type { JsonObject } from '../../../src/base/json.ts';
import type { Item, ItemSource } from './item.ts';

/** The most events of a request, which is what the gateway takes. */
export const MOST_EVENTS = 500;
/** The most bytes of a request: the gateway takes 1 MB. */
export const MOST_BYTES = 900_000;
/** The most items looked at for one request, where most are no events. */
const MOST_ITEMS = 4 * MOST_EVENTS;

/** What goes in one request. */
export interface Chunk {
  readonly events: readonly JsonObject[];
  /** The rows of each event. */
  readonly rows: readonly (readonly number[])[];
  /** Items that are not sent. */
  readonly refused: readonly Extract<Item, { code: string }>[];
  /** The place of the first item that is not in it. */
  readonly next: number;
}

/** The next request of a file's events, from a place on. */
export async function chunkFrom(source: ItemSource, from: number): Promise<Chunk> {
  const [events, rows, refused]: [JsonObject[], number[][], Extract<Item, { code: string }>[]] = [[], [], []];
  let bytes = '{"events":[],"dryRun":false}'.length;
  let next = from;
  for (; next < source.count && next - from < MOST_ITEMS && events.length < MOST_EVENTS; next++) {
    const item = await source.item(next);
    if ('code' in item) {
      refused.push(item);
      continue;
    }
    const itsRows = [item.row, ...(item.further ?? [])];
    const size = new TextEncoder().encode(JSON.stringify(item.event)).length + 1;
    if (size > MOST_BYTES / 2) {
      const message = `the event has ${size} bytes, far more than the gateway takes`;
      refused.push(...itsRows.map((row) => ({ row, code: 'event_too_large', message })));
      continue;
    }
    if (bytes + size > MOST_BYTES) break;
    bytes += size;
    events.push(item.event);
    rows.push(itsRows);
  }
  return { events, rows, refused, next };
}
