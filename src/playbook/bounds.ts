import { type ASTNode, Optional } from '@marcbachmann/cel-js';
import { isObject, type Json, type JsonObject, memberOf } from '../base/json.ts';
import {
  CALL_COSTS,
  MAX_FAILURES,
  MAX_ITEMS,
  MAX_RESULT_TEXT,
  MAX_ROUNDS,
  MAX_TEXT,
  MAX_TEXT_NS,
  MAX_VALUES,
} from './cost.ts';
import { FUNCTION_BY_NAME, type Tables } from './functions.ts';
import { isWide, keysOf } from './wide.ts';

/** An expression that met one of its caps: it has no value on this event. One object for all, since making errors is dear. */
const BEYOND = new Error('beyond a cap of cost.ts');
/** A playbook's function that gave nothing. */
export const NOT_THERE: Error = new Error('the function has no value');

/** The deepest first members of a value whose type the engine is asked for: it keeps every type it has met for ever. */
const MAX_TYPE_DEPTH = 6;

/**
 * What one evaluation has used of its caps. Evaluations follow each other and never wait: one meter serves all of a
 * playbook's expressions, set back before each.
 */
export class Meter {
  #rounds = 0;
  #failures = 0;
  #textNs = 0;
  #values = 0;
  /** Whether a cap was met: then the result does not count, even where the engine passed over the error. */
  exhausted = false;
  /** Whether a part had no value because it met a cap, also one of its own: then a condition is not known to be false. */
  capped = false;

  reset(): void {
    this.#rounds = this.#failures = this.#textNs = this.#values = 0;
    this.exhausted = false;
    this.capped = false;
  }

  rounds(count: number): void {
    this.#rounds += count;
    this.#hold(count <= MAX_ITEMS && this.#rounds <= MAX_ROUNDS);
  }

  /** A failure that is passed over. */
  failure(): void {
    this.#failures += 1;
    this.#hold(this.#failures <= MAX_FAILURES);
  }

  text(length: number, perCharacter: number): void {
    this.#textNs += length * perCharacter;
    this.#hold(this.#textNs <= MAX_TEXT_NS);
  }

  values(count: number): void {
    this.#values += count;
    this.#hold(this.#values <= MAX_VALUES);
  }

  #hold(within: boolean): void {
    if (within && !this.exhausted) return;
    this.exhausted = true;
    this.capped = true;
    throw BEYOND;
  }

  /** How many values there are within a value, itself included; more than the cap end the expression. */
  valuesIn(value: unknown): void {
    this.values(1);
    if (Array.isArray(value)) for (const item of value) this.valuesIn(item);
    else if (isObject(value)) {
      this.values(isWide(value) ? Number.POSITIVE_INFINITY : 0);
      for (const key in value) this.valuesIn(memberOf(value, key));
    }
  }
}

/** What we use of the engine's nodes beyond their published type: how each part is evaluated, and the caps are put there. */
interface EngineNode {
  readonly op: string;
  readonly args: unknown;
  readonly meta: { readonly alternate?: EngineNode; readonly macro?: object; readonly evaluate: Evaluate };
  setMeta(key: 'evaluate', value: Evaluate): void;
  left: EngineNode;
  right: EngineNode;
  handle?: Handle;
}
// biome-ignore lint/suspicious/noExplicitAny: each kind of node has arguments of its own
type Handle = (...args: any[]) => unknown;
interface Engine {
  run(node: EngineNode, context: unknown): unknown;
}
type Evaluate = (engine: Engine, node: EngineNode, context: unknown) => unknown;

interface LoopArguments {
  readonly step: EngineNode;
  readonly init: EngineNode;
  readonly errorsAreFatal: boolean;
}

/** Puts the caps into a checked expression. Our own functions are called directly: the engine need not look for them. */
export function bind(ast: ASTNode, meter: Meter, tables: Tables): void {
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if (Array.isArray(part)) for (const item of part) visit(item);
    else if (isNode(part)) {
      visit(part.args);
      visit(part.meta.alternate);
      bindNode(part, meter, tables);
    } else if ('step' in part) {
      for (const value of Object.values(part)) if (isNode(value)) visit(value);
    }
  };
  visit(ast);
}

function isNode(part: unknown): part is EngineNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

function bindNode(node: EngineNode, meter: Meter, tables: Tables): void {
  const { handle } = node;
  switch (node.op) {
    case 'comprehension':
      bindLoop(node, node.args as LoopArguments, meter);
      return;
    case '&&':
      node.setMeta('evaluate', logical(false, meter));
      return;
    case '||':
      node.setMeta('evaluate', logical(true, meter));
      return;
    case 'call': {
      const [name, args] = node.args as [string, EngineNode[]];
      const fn = FUNCTION_BY_NAME.get(name);
      if (fn !== undefined) {
        node.setMeta('evaluate', (engine, _, context) => {
          const values = args.map((arg) => argument(engine.run(arg, context)));
          guardCall(name, values, meter);
          const result = fn.call(values, tables);
          if (result === undefined) throw NOT_THERE;
          return result;
        });
      } else if (handle !== undefined) node.handle = guarded(name, handle, meter);
      return;
    }
    case 'rcall':
      if (handle !== undefined) node.handle = guarded((node.args as [string])[0], handle, meter);
      return;
    default:
      if (handle === undefined || !OPERATORS.has(node.op)) return;
      node.handle = (left, right, self, engine) => {
        guardPair(node.op, left, right, meter);
        return handle(left, right, self, engine);
      };
  }
}

const OPERATORS = new Set(['+', '==', '!=', 'in', '-', '*', '/', '%', '<', '<=', '>', '>=']);

function guarded(name: string, handle: Handle, meter: Meter): Handle {
  return (values: unknown[], ...rest) => {
    guardCall(name, values, meter);
    const result = handle(values, ...rest);
    // The length of a list is there; the keys of an object had to be counted.
    if (name === 'size' && isObject(values[0])) meter.values(Number(result) >> 3);
    return result;
  };
}

/** A loop's list is held to its cap; a step that fails and is passed over is counted. */
function bindLoop(node: EngineNode, loop: LoopArguments, meter: Meter): void {
  const { handle } = node;
  node.handle = (items, ...rest) => {
    meter.rounds(roundsOver(items));
    return handle?.(items, ...rest);
  };
  if (loop.errorsAreFatal) return;
  const { evaluate } = loop.step.meta;
  const ends = loop.init.args !== true; // what ends the loop: the opposite of what it begins with
  loop.step.setMeta('evaluate', (engine, step, context) => {
    try {
      return evaluate(engine, step, context);
    } catch (error) {
      if (meter.exhausted || !countFailure(meter)) return ends;
      throw error;
    }
  });
}

function roundsOver(items: unknown): number {
  if (Array.isArray(items)) return items.length;
  if (!isObject(items)) return 0;
  return keysOf(items);
}

function countFailure(meter: Meter): boolean {
  try {
    meter.failure();
    return true;
  } catch {
    return false;
  }
}

/** `&&` (decided by false) and `||` (decided by true): a side that fails does not matter where the other decides. */
function logical(decides: boolean, meter: Meter): Evaluate {
  return (engine, node, context) => {
    let left: unknown;
    let failed: unknown;
    try {
      left = engine.run(node.left, context);
    } catch (error) {
      meter.failure();
      failed = error;
    }
    if (left === decides) return decides;
    const right = engine.run(node.right, context);
    if (right === decides) return decides;
    if (failed !== undefined) throw failed;
    if (typeof left !== 'boolean' || typeof right !== 'boolean') throw NOT_THERE;
    return !decides;
  };
}

function guardPair(op: string, left: unknown, right: unknown, meter: Meter): void {
  if (typeof left === 'string' && typeof right === 'string') {
    const length = left.length + right.length;
    if (op !== '+') meter.text(Math.min(left.length, right.length), 0.1);
    else meter.text(length, length > MAX_RESULT_TEXT ? Number.POSITIVE_INFINITY : 1);
    return;
  }
  guardType(left, meter);
  guardType(right, meter);
  if (typeof right !== 'object' || right === null) return;
  if (op === 'in') {
    if (!Array.isArray(right)) return;
    // Scalars compare in 3 ns, and lists and objects with all that is in them.
    if (typeof left === 'object') meter.valuesIn(right);
    else meter.values(right.length >> 3);
  } else if (typeof left === 'object' && left !== null) {
    meter.valuesIn(left);
    meter.valuesIn(right);
  }
}

function guardCall(name: string, values: readonly unknown[], meter: Meter): void {
  const perCharacter = CALL_COSTS.get(name)?.perCharacter ?? 0;
  for (const value of values) {
    if (typeof value === 'string') {
      if (perCharacter === 0) {
        if (value.length > MAX_TEXT && CAPPED.has(name)) meter.capped = true;
        continue;
      }
      meter.text(value.length > MAX_TEXT ? Number.POSITIVE_INFINITY : value.length, perCharacter);
    } else if (typeof value === 'object') {
      guardType(value, meter);
      if (!Array.isArray(value)) continue;
      if (name === 'join') guardJoin(value, values[1], meter);
      else if (value.length > MAX_ITEMS && CAPPED.has(name)) meter.capped = true;
    }
  }
}

/** Functions that have no value of their own accord where a list or text is too long (functions.ts). */
const CAPPED = new Set(['sum', 'pluck', 'snakeCase']);

function guardJoin(list: readonly unknown[], separator: unknown, meter: Meter): void {
  meter.values(list.length);
  const between = typeof separator === 'string' ? separator.length : 0;
  let length = 0;
  for (const item of list) length += between + (typeof item === 'string' ? item.length : 0);
  meter.text(length > MAX_RESULT_TEXT ? Number.POSITIVE_INFINITY : length, 2);
}

/** Refuses what the engine would have to go far into to tell its type; the keys it has to list for that are counted. */
function guardType(value: unknown, meter: Meter): void {
  let member = value;
  for (let depth = 0; typeof member === 'object' && member !== null; depth++) {
    if (depth > MAX_TYPE_DEPTH) throw beyondType(meter);
    if (Array.isArray(member)) {
      member = member[0];
      continue;
    }
    if (!isObject(member)) return;
    const keys = keysOf(member);
    if (keys === Number.POSITIVE_INFINITY) throw beyondType(meter);
    meter.values(keys >> 4);
    member = firstMember(member);
  }
}

function beyondType(meter: Meter): Error {
  meter.capped = true;
  return NOT_THERE;
}

function firstMember(object: object): unknown {
  for (const key in object) return (object as Record<string, unknown>)[key];
  return undefined;
}

/** What one of our functions is handed: scalars as JSON has them, also in a list; what is deeper as it is. */
function argument(value: unknown): Json {
  if (Array.isArray(value)) return value.length > MAX_ITEMS ? value : value.map(scalar);
  return scalar(value);
}

function scalar(value: unknown): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (value instanceof Optional) return value.hasValue() ? scalar(value.value()) : null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return value as Json;
}

/** A result as JSON; undefined for what JSON cannot say, and for more than MAX_VALUES values or MAX_RESULT_TEXT characters. */
export function resultOf(value: unknown): Json | undefined {
  if (typeof value !== 'object' || value === null) return plain(value);
  const room = { values: MAX_VALUES, text: MAX_RESULT_TEXT };
  const result = copy(value, room);
  return room.values < 0 || room.text < 0 ? undefined : result;
}

function plain(value: unknown): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'bigint': {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : undefined;
    }
    default:
      return value === null ? null : undefined;
  }
}

/** A member of an object takes as long to copy as this many items of a list. */
const MEMBER = 4;

function copy(value: unknown, room: { values: number; text: number }): Json | undefined {
  room.values -= 1;
  if (room.values < 0 || room.text < 0) return undefined;
  if (typeof value === 'string') room.text -= value.length;
  if (typeof value !== 'object' || value === null) return plain(value);
  if (value instanceof Optional) return value.hasValue() ? copy(value.value(), room) : undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (Array.isArray(value)) {
    const list: Json[] = [];
    for (const item of value) {
      list.push(copy(item, room) ?? null);
      if (room.values < 0 || room.text < 0) return undefined;
    }
    return list;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  if (isWide(value)) room.values = -1;
  if (room.values < 0) return undefined;
  const object: Record<string, Json | undefined> = {};
  for (const key in value) {
    room.text -= key.length;
    room.values -= MEMBER;
    const member = copy(memberOf(value as JsonObject, key), room);
    Object.defineProperty(object, key, { value: member, enumerable: true, configurable: true, writable: true });
    if (room.values < 0 || room.text < 0) return undefined;
  }
  return object;
}
