import type { CompiledSection } from '../playbook/compile.ts';
import type { CompiledInput } from '../playbook/input.ts';
import { ROOTS } from '../playbook/scope.ts';
import {
  isKept,
  KEPT_IN_CONTEXT,
  KEPT_OF_CALL,
  KEPT_OF_CONTEXT,
  KEPT_OF_PRODUCTS,
  KEPT_OF_PROPERTIES,
} from './kept.ts';

// What a section of a playbook reads that sealed copies do not have: there its conversions may be others than those of the events. Told by
// the text of the playbook. What cannot be told counts as read.

/** The places that a section reads and a sealed copy has not, such as `properties.plan_name`. Identity's own keys are left to sealing. */
export function readsBeyond(section: CompiledSection): readonly string[] {
  return placesOf(section).filter((place) => !isInCopy(place.split('.')));
}

/** Of the places that could not stay in one copy (SealedCopy), those that a section reads. */
export function readsLeftOut(section: CompiledSection, leftOut: readonly string[]): readonly string[] {
  if (leftOut.length === 0) return [];
  const read = placesOf(section).map(withoutIndexes);
  return leftOut.filter((place) => place === 'consent' || read.some((one) => `${place}.`.startsWith(`${one}.`)));
}

const known = new WeakMap<CompiledSection, readonly string[]>();

/** Every place that a section reads, but for match keys. */
function placesOf(section: CompiledSection): readonly string[] {
  let places = known.get(section);
  if (places === undefined) {
    const families = [...section.families].filter(([family]) => family !== 'matchKeys');
    const inputs = [...section.inputs.values(), ...families.flatMap(([, members]) => [...members.values()])];
    const texts = [...inputs.flatMap(placesOfInput), ...section.filters.flatMap(({ text }) => placesIn(text))];
    places = [...new Set(texts)];
    known.set(section, places);
  }
  return places;
}

function placesOfInput({ config }: CompiledInput): string[] {
  if (config.expression !== undefined) return placesIn(config.expression);
  return [config.mapping ?? []].flat().map((path) => path.replace(/\[["']?([^\]"']*)["']?\]/g, '.$1'));
}

/** A text in quotes, or names joined by points and brackets. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*|\s*\[\s*(?:\d+|"[^"\]]*"|'[^'\]]*')\s*\])*/g;
/** One name of these, or what stands in its brackets. */
const KEY = /"([^"]*)"|'([^']*)'|\w+/g;
/** The functions that look at an order as a whole read what is kept of it. */
const OF_ORDERS = /\b(?:orderValue|orderUnits|orderCurrency)\(\s*properties\s*\)/g;
/** What takes one member of each product. */
const OF_PRODUCTS = /\bpluck\(\s*properties\.products\s*,\s*["'](\w+)["']\s*\)/g;

/** The places of the event that an expression names. */
function placesIn(expression: string): string[] {
  const places: string[] = [];
  const plain = expression.replace(OF_ORDERS, '').replace(OF_PRODUCTS, (_, key: string) => {
    places.push(`properties.products.0.${key}`);
    return '';
  });
  for (const { 0: token, index } of plain.matchAll(TOKEN)) {
    if (/^["']/.test(token)) continue;
    const keys = [...token.matchAll(KEY)].map(([key, double, single]) => double ?? single ?? key);
    // What stands before a bracket is a function.
    if (/^\s*\(/.test(plain.slice(index + token.length))) keys.pop();
    if (keys.length > 0 && (ROOTS as readonly (string | undefined)[]).includes(keys[0])) places.push(keys.join('.'));
  }
  return places;
}

/** Settled with the event, or no part of it. */
const ALWAYS: ReadonlySet<string> = new Set(['type', 'event', 'messageId', 'timestamp', 'receivedAt', 'parameters']);
/** Kept where they are sent. */
const DESCRIBED: ReadonlySet<string> = new Set([
  ...['context.userAgent', 'context.aref', 'properties.aref'],
  ...['context.amazon.arefMeasurementTokens', 'context.amazon.aref', 'context.amazon.adEventKey'],
]);

function isInCopy(keys: readonly string[]): boolean {
  const [root = '', first = '', second = '', third = '', ...more] = keys;
  if (ALWAYS.has(root) || DESCRIBED.has(keys.join('.'))) return true;
  if (first === '') return isKept(KEPT_OF_CALL, root);
  if (root === 'properties') {
    if (first === 'products') return third !== '' && more.length === 0 && isKept(KEPT_OF_PRODUCTS, third);
    return second === '' && isKept(KEPT_OF_PROPERTIES, first);
  }
  if (root !== 'context') return false;
  if (second === '') return isKept(KEPT_OF_CONTEXT, first);
  return third === '' && isKept(KEPT_IN_CONTEXT.get(first) ?? new Set(), second);
}

/** As `leftOut` names places: without the number of the product. */
function withoutIndexes(place: string): string {
  return place.replace(/\.(?:\d+|\*)(?=\.|$)/g, '');
}
