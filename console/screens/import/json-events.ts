import type { Json, JsonObject } from '../../../src/base/json.ts';
import { fieldOf } from './fields.ts';
import { type Item, type ItemSource, valueAt } from './item.ts';
import { messageIdOf } from './message-id.ts';

/** What a file of JSON came to; `problem`: why it holds no events at all, for people. */
export type JsonFile =
  | { readonly ok: true; readonly source: ItemSource }
  | { readonly ok: false; readonly problem: string };

/** The events of a file with one JSON object a line. Rows are lines; those that are blank are none. */
export function lineEvents(text: string): JsonFile {
  const lines = text.split('\n').map((line, i) => ({ row: i + 1, text: line.trim() }));
  const filled = lines.filter((line) => line.text.replace('\ufeff', '') !== '');
  return {
    ok: true,
    source: {
      ...{ count: filled.length, rows: filled.length },
      item: async (at) => {
        const line = filled[at];
        if (line === undefined) throw new Error(`there is no line at place ${at}`);
        const value = readJson(line.text);
        if (value === undefined) return { row: line.row, code: 'invalid_json', message: 'the line is not valid JSON' };
        return itemOf(line.row, value);
      },
    },
  };
}

/** The events of a JSON array. Rows are its items, from 1. */
export function arrayEvents(text: string): JsonFile {
  const values = readJson(text.trim());
  if (values === undefined) {
    const problem = 'The file begins as a JSON array and is not valid JSON to its end: see whether it was cut short.';
    return { ok: false, problem };
  }
  const items = values as Json[];
  return {
    ok: true,
    source: { count: items.length, rows: items.length, item: async (at) => itemOf(at + 1, items[at] ?? null) },
  };
}

/** A call without a type is a track call; one without a message id gets one that stays. */
async function itemOf(row: number, value: Json): Promise<Item> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { row, code: 'invalid_event', message: 'it is not a JSON object' };
  }
  const event: JsonObject = { type: 'track', ...value };
  const path = fieldOf('orderId')?.path ?? [];
  const [name, order] = [String(event.event ?? event.type), valueAt(event, path)];
  event.messageId ??= await messageIdOf(name, order === undefined ? '' : String(order), JSON.stringify(value));
  return { row, event };
}

/** A value; undefined for what is no JSON. Whole numbers that a double would round stay as they are written, as text: they are ids. */
function readJson(text: string): Json | undefined {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source
      ? context.source
      : value;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''), exact) as Json;
  } catch {
    return undefined;
  }
}
