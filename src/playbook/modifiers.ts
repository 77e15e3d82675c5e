import { hash } from 'node:crypto';
import { toBoolean } from '../base/boolean.ts';
import { numberText } from '../base/exact-json.ts';
import { isObject, type Json, type JsonObject, memberOf, own } from '../base/json.ts';
import { MAX_ITEMS, MAX_RESULT_TEXT, MAX_TEXT, MAX_VALUES } from './cost.ts';
import { round, toNumber } from './number.ts';
import { isWide } from './wide.ts';

/** Changes one value; undefined when the value is not one it can change, and then the input's default applies. */
export type Change = (value: Json) => Json | undefined;

/** One of the 16 modifiers, as people choose it. */
export interface Modifier {
  /** The name in a playbook; case, spaces, `_` and `-` do not matter when written: `Uppercase String` is the same. */
  readonly name: string;
  readonly description: string;
  /** The arguments it takes, in order. With exactly one, `{ name: value }` is enough; else `{ name: { argument: value } }`. */
  readonly args: readonly ModifierArgument[];
  /** An input value with its result, for the reference and its test. */
  readonly example: { readonly args?: JsonObject; readonly from: Json; readonly to: Json };
  /** Whether it takes a list as a whole; the others change each item of a list. */
  readonly wholeList?: true;
  /** Nanoseconds that it takes for one short item of a list, and for each character of a text (cost.ts). */
  readonly takes: { readonly item: number; readonly character: number };
  readonly change: (args: JsonObject) => Change;
}

/** One argument of a modifier. */
export interface ModifierArgument {
  readonly name: string;
  readonly kind: 'text' | 'integer';
  readonly description: string;
  readonly default?: string | number;
  readonly optional?: true;
}

/** A scalar as text; undefined for objects, lists, null, and a number that was rounded when it was read (2^53 and beyond). */
export function toText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'boolean' ? String(value) : undefined;
}

const onText =
  (change: (text: string) => Json | undefined): Change =>
  (value) => {
    const text = toText(value);
    return text === undefined ? undefined : change(text);
  };

const onNumber =
  (change: (number: number) => Json | undefined): Change =>
  (value) => {
    const number = toNumber(value);
    return number === undefined ? undefined : change(number);
  };

/** SHA-256 as lower-case hex; a value that is already such a digest (in any case) is only lowered. */
export function toHash(text: string): string {
  return /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : hash('sha256', text, 'hex');
}

function truncate(value: number, decimals: number): number {
  const scaled = Number(`${Math.abs(value)}e${decimals}`);
  if (!Number.isFinite(scaled)) return value;
  return Math.sign(value) * Number(`${Math.trunc(scaled)}e${-decimals}`);
}

function replace(text: string, from: string, to: string): string | undefined {
  const parts = text.split(from);
  const length = text.length + (parts.length - 1) * (to.length - from.length);
  return length > MAX_RESULT_TEXT ? undefined : parts.join(to);
}

function join(list: readonly Json[], separator: string): string | undefined {
  if (list.length > MAX_ITEMS) return undefined;
  const texts = list.map(toText).filter((text) => text !== undefined);
  const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
  return length > MAX_RESULT_TEXT ? undefined : texts.join(separator);
}

function notTooMany(list: Json[]): Json[] | undefined {
  return list.length > MAX_ITEMS ? undefined : list;
}

/** How much room is left of `room` when a value and all that is within it are counted; negative when it is too little. */
function holdsAtMost(value: Json | undefined, room: number): number {
  let left = room - 1;
  if (typeof value !== 'object' || value === null) return left;
  if (!Array.isArray(value) && isWide(value)) return -1;
  for (const key in value) {
    if (left < 0) return left;
    left = holdsAtMost(memberOf(value as JsonObject, key), left);
  }
  return left;
}

/** The 16 modifiers of the platform's playbooks, in the order of its documentation. */
export const MODIFIERS: readonly Modifier[] = [
  {
    name: 'direct_assign',
    takes: { item: 0, character: 0 },
    description: 'The value as it is.',
    args: [],
    example: { from: 'USD', to: 'USD' },
    wholeList: true,
    change: () => (value) => value,
  },
  {
    name: 'join_values',
    takes: { item: 60, character: 3 },
    description: 'The items of a list as one text, with a separator between them.',
    args: [{ name: 'separator', kind: 'text', description: 'What stands between the items.', default: ',' }],
    example: { args: { separator: '|' }, from: ['a', 'b'], to: 'a|b' },
    wholeList: true,
    change: (args) => {
      const separator = String(args.separator);
      return (value) => (Array.isArray(value) ? join(value, separator) : toText(value));
    },
  },
  {
    name: 'lowercase_string',
    takes: { item: 40, character: 2 },
    description: 'The text in lower case.',
    args: [],
    example: { from: 'Order', to: 'order' },
    change: () => onText((text) => text.toLowerCase()),
  },
  {
    name: 'pluck_values',
    takes: { item: 40, character: 0 },
    description: 'One member of each object in a list, as a list.',
    args: [{ name: 'key', kind: 'text', description: 'The member to take.' }],
    example: { args: { key: 'sku' }, from: [{ sku: 'a' }, { sku: 'b' }], to: ['a', 'b'] },
    wholeList: true,
    change: (args) => {
      const key = String(args.key);
      return (value) =>
        Array.isArray(value) && value.length <= MAX_ITEMS
          ? value.map((item) => (isObject(item) ? own(item, key) : undefined)).filter((item) => item !== undefined)
          : undefined;
    },
  },
  {
    name: 'replace_string',
    takes: { item: 150, character: 20 },
    description:
      'The text with every occurrence of one text replaced by another. No patterns: the text is taken literally.',
    args: [
      { name: 'from', kind: 'text', description: 'What to look for.' },
      { name: 'to', kind: 'text', description: 'What to put in its place.', default: '' },
    ],
    example: { args: { from: '-', to: '' }, from: 'a-b-c', to: 'abc' },
    change: (args) => onText((text) => (args.from === '' ? text : replace(text, String(args.from), String(args.to)))),
  },
  {
    name: 'split_string',
    takes: { item: 150, character: 10 },
    description: 'The text cut into a list at each separator.',
    args: [{ name: 'separator', kind: 'text', description: 'Where to cut.', default: ',' }],
    example: { args: { separator: ',' }, from: 'a,b', to: ['a', 'b'] },
    change: (args) => onText((text) => notTooMany(text.split(String(args.separator), MAX_ITEMS + 1))),
  },
  {
    name: 'substring',
    takes: { item: 40, character: 0 },
    description: 'A part of the text, from one position up to another; negative positions count from the end.',
    args: [
      { name: 'start', kind: 'integer', description: 'The first character, from 0.', default: 0 },
      {
        name: 'end',
        kind: 'integer',
        description: 'The character before which it ends; the end of the text when left out.',
        optional: true,
      },
    ],
    example: { args: { start: 0, end: 2 }, from: 'en-US', to: 'en' },
    change: (args) =>
      onText((text) => text.slice(Number(args.start), args.end === undefined ? undefined : Number(args.end))),
  },
  {
    name: 'to_boolean',
    takes: { item: 100, character: 2 },
    description: 'true or false, from true/false, yes/no, on/off, 1/0, granted/denied in any case.',
    args: [],
    example: { from: 'Yes', to: true },
    change: () => toBoolean,
  },
  {
    name: 'to_float',
    takes: { item: 250, character: 0 },
    description: 'A number, from a number or from text that can only mean one (`59.9`, `1,299.00`, `59,90`, `$59.90`).',
    args: [],
    example: { from: '1,299.00', to: 1299 },
    change: () => onNumber((number) => number),
  },
  {
    name: 'to_hash',
    takes: { item: 500, character: 2 },
    description: 'SHA-256 of the text as lower-case hex; a value that is already such a digest is left as it is.',
    args: [],
    example: {
      from: 'abc@example.com',
      to: '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21',
    },
    change: () => onText(toHash),
  },
  {
    name: 'to_rounded_integer',
    takes: { item: 350, character: 0 },
    description: 'The nearest whole number; halves away from zero.',
    args: [],
    example: { from: 2.5, to: 3 },
    change: () => onNumber((number) => round(number)),
  },
  {
    name: 'to_string',
    takes: { item: 300, character: 2 },
    description: 'The value as text.',
    args: [],
    example: { from: 42, to: '42' },
    change: () => (value) => toText(value) ?? (holdsAtMost(value, MAX_VALUES) >= 0 ? JSON.stringify(value) : undefined),
  },
  {
    name: 'to_truncated_integer',
    takes: { item: 300, character: 0 },
    description: 'The number without its decimals.',
    args: [],
    example: { from: 2.9, to: 2 },
    change: () => onNumber((number) => Math.trunc(number)),
  },
  {
    name: 'trim_string',
    takes: { item: 40, character: 1 },
    description: 'The text without the white space around it.',
    args: [],
    example: { from: ' usd ', to: 'usd' },
    change: () => onText((text) => text.trim()),
  },
  {
    name: 'truncate_float',
    takes: { item: 400, character: 0 },
    description: 'The number cut, not rounded, after some decimals.',
    args: [{ name: 'decimals', kind: 'integer', description: 'How many decimals stay.', default: 2 }],
    example: { args: { decimals: 2 }, from: 59.999, to: 59.99 },
    change: (args) => onNumber((number) => truncate(number, Math.min(15, Math.max(0, Number(args.decimals))))),
  },
  {
    name: 'uppercase_string',
    takes: { item: 60, character: 3 },
    description: 'The text in upper case.',
    args: [],
    example: { from: 'usd', to: 'USD' },
    change: () => onText((text) => text.toUpperCase()),
  },
];

/**
 * A modifier's change for a value of any shape: each item of a list, unless the modifier takes lists whole. Texts and
 * lists beyond the caps of cost.ts have no value, except where nothing has to be gone through.
 */
export function overItems(modifier: Modifier, change: Change): Change {
  const { character, item } = modifier.takes;
  if (item === 0) return change;
  const anyLength = character === 0;
  const one: Change = (value) =>
    anyLength || typeof value !== 'string' || value.length <= MAX_TEXT ? change(value) : undefined;
  if (modifier.wholeList === true) return one;
  return (value) => {
    if (!Array.isArray(value)) return one(value);
    if (value.length > MAX_ITEMS) return undefined;
    const changed: Json[] = [];
    let text = 0;
    for (const item of value) {
      if (typeof item === 'string') text += item.length;
      if (text > MAX_TEXT && !anyLength) return undefined;
      const result = change(item);
      if (result !== undefined) changed.push(result);
    }
    return changed.length === 0 ? undefined : changed;
  };
}
