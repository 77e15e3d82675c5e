import { Recent } from '../base/recent.ts';

/** The most characters of a name: a conversion's name and a definition's are 1 to 256 (Amazon's definition schema). */
const MAX_LENGTH = 256;
/** The most characters that are looked at: a bound on the cost, since the patterns know every script. */
const MAX_READ = 2 * MAX_LENGTH;

/**
 * A name in lower case with underscores, as the playbook's `name` wants it: `Order Completed`, `OrderCompleted`,
 * `order-completed` and ` Order  completed! ` all become `order_completed`. Letters of any script stay.
 */
export function snakeCase(whole: string): string {
  const text = whole.length > MAX_READ ? whole.slice(0, MAX_READ) : whole;
  const known = recent.get(text);
  if (known !== undefined) return known;
  const made = make(text);
  recent.set(text, made);
  return made;
}

/** A shop has a few dozen event names. */
const recent = new Recent<string, string>(500);

function make(text: string): string {
  return text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
    .slice(0, MAX_LENGTH);
}
