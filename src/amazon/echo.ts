import { isObject, type Json, own } from '../base/json.ts';
import type { Answer, Outcome } from '../delivery/outcome.ts';
import { masked } from '../vault/mask.ts';

const NO_ITEM = Buffer.from('{}');
const HASHED = /^[0-9a-f]{64}$/;

/**
 * Amazon's words may repeat what it was sent, and are kept, logged and shown: an answer to encoded items without, in its words, the access
 * token and the identifiers that are sent as they are. What is hashed may be repeated.
 */
export function withoutEcho(answer: Answer, items: readonly Buffer[], token: string): Answer {
  if ('whole' in answer) {
    const { whole } = answer;
    if (!('message' in whole)) return answer;
    return { ...answer, whole: unsaid(whole, [token, ...new Set(items.flatMap(rawValues))]) };
  }
  if (!answer.items.some((outcome) => 'message' in outcome)) return answer;
  return {
    ...answer,
    items: answer.items.map((outcome, i) =>
      'message' in outcome ? unsaid(outcome, [token, ...rawValues(items[i] ?? NO_ITEM)]) : outcome,
    ),
  };
}

function unsaid<O extends Extract<Outcome, { readonly message: string }>>(outcome: O, values: readonly string[]): O {
  const code = 'code' in outcome ? { code: masked(outcome.code, values) } : {};
  return { ...outcome, ...code, message: masked(outcome.message, values) };
}

/** What an item says of a person unhashed, in either API. */
function rawValues(item: Buffer): readonly string[] {
  const event = JSON.parse(item.toString()) as Json;
  if (!isObject(event)) return [];
  const keys = own(event, 'matchKeys');
  const values = Array.isArray(keys) ? keys.flatMap((key) => (isObject(key) ? own(key, 'values') : undefined)) : [];
  const device = own(event, 'deviceInfo');
  return [...values, isObject(device) ? own(device, 'userAgent') : undefined].filter(
    (value) => typeof value === 'string' && !HASHED.test(value),
  ) as string[];
}
