import type { ASTNode } from '@marcbachmann/cel-js';

/**
 * What playbooks may cost. The promise: any section of a valid playbook, on any event of 32 KB, is through within 5 ms. Inputs are
 * priced when they are compiled, on the worst event they could meet; what has no bound by itself (lists, texts, values that
 * fail) is held to a cap while it runs, and an expression or mapping that meets a cap has no value on that event.
 *
 * One unit is about 50 ns on the machine the figures were measured on (2 cores, Node 26, cel-js 8): a step of the engine takes 25 to
 * 50 ns once it is warm, 500 rounds of `p.price * p.quantity` 63 us, a value that fails 1.3 us.
 */
const UNIT_NS = 50;

/** The dearest section: 80,000 units are 4 ms, which leaves the rest of the 5 to identity and encoding. */
export const MAX_SECTION_COST = 80_000;
/** The dearest single expression or mapping: a quarter of a section. */
export const MAX_INPUT_COST = 20_000;

/** The longest list that is gone through, in expressions and by modifiers: ten times a large order. */
export const MAX_ITEMS = 500;
/** The most rounds of all loops of an expression together: what bounds loops inside of loops. */
export const MAX_ROUNDS = 1_000;
/** The most values that may fail and be passed over (`exists`, `all`, `&&`, `||`, `coalesce`) in an expression. */
export const MAX_FAILURES = 100;
/** The longest text that modifiers and functions take, in characters, and the texts of a list together: the longest that Amazon takes has 512. */
export const MAX_TEXT = 8_192;
/** What an expression may spend on going through texts, in nanoseconds: 64 K characters put in lower case. */
export const MAX_TEXT_NS = 100_000;
/** The most values that an expression may compare, join or give, counting those within lists and objects. */
export const MAX_VALUES = 1_000;
/** The longest text that is put together: as long as a whole event. */
export const MAX_RESULT_TEXT = 32_768;
/** The most values that a path with `*` looks at. */
export const MAX_VISITED = 2_000;
/** The longest text that a modifier is told to put in or to look for. */
export const MAX_ARGUMENT = 100;
/** The longest expression, in characters. */
export const MAX_EXPRESSION_LENGTH = 2_000;

/** What a call costs: its own time in units, and nanoseconds for each character of the texts it goes through. */
interface CallCost {
  readonly units: number;
  readonly perCharacter?: number;
}

/** Every function and method that an expression may call. What is not here is not available, whatever the engine knows. */
export const CALL_COSTS: ReadonlyMap<string, CallCost> = new Map<string, CallCost>([
  // Loops and macros: their rounds are counted apart.
  ...['map', 'filter', 'exists', 'exists_one', 'all', 'coalesce', 'has'].map((name): [string, CallCost] => [
    name,
    { units: 4 },
  ]),
  ...['dyn', 'type', 'string'].map((name): [string, CallCost] => [name, { units: 8 }]),
  ...['bool', 'int', 'uint', 'double'].map((name): [string, CallCost] => [name, { units: 8, perCharacter: 1 }]),
  ...['or', 'orValue', 'hasValue', 'value', 'none', 'of'].map((name): [string, CallCost] => [name, { units: 4 }]),
  ['size', { units: 4, perCharacter: 6 }],
  ['startsWith', { units: 6, perCharacter: 0.5 }],
  ['endsWith', { units: 6, perCharacter: 0.5 }],
  ['contains', { units: 6, perCharacter: 6 }],
  ['indexOf', { units: 6, perCharacter: 6 }],
  ['substring', { units: 6 }],
  ['lowerAscii', { units: 6, perCharacter: 2 }],
  ['upperAscii', { units: 6, perCharacter: 2 }],
  ['trim', { units: 6, perCharacter: 1 }],
  ['split', { units: 6, perCharacter: 10 }],
  ['join', { units: 60, perCharacter: 2 }],
  ['timestamp', { units: 20, perCharacter: 1 }],
  ['duration', { units: 40 }],
  ...[
    ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
    ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
  ].map((name): [string, CallCost] => [name, { units: 4 }]),
  // The playbook’s own functions (functions.ts).
  ['orderValue', { units: 6_000 }],
  ['orderUnits', { units: 1_500 }],
  ['orderCurrency', { units: 7_000 }],
  ['identity', { units: 4 }],
  ['sum', { units: 1_000 }],
  ['pluck', { units: 400 }],
  ['snakeCase', { units: 400 }],
  ['lower', { units: 6, perCharacter: 2 }],
  ['upper', { units: 6, perCharacter: 2 }],
  ['sha256', { units: 15, perCharacter: 1 }],
  ['toFloat', { units: 10 }],
  ['toInt', { units: 10 }],
  ['round', { units: 20 }],
  ['epochSeconds', { units: 20 }],
  ['iso8601', { units: 30 }],
  ['lookup', { units: 6 }],
]);

/** A date’s part in a time zone asks ICU, which takes 40 us. */
const TIME_ZONE = 1_000;

/** Variables that are worked out rather than read. */
const VARIABLE_COSTS: Readonly<Record<string, number>> = {
  country: 60,
  eventSource: 20,
  timestamp: 10,
  receivedAt: 10,
};

/** An expression that reads beyond what is there ends with one failure. */
const FAILURE_NS = 1_300;
/** Going over one value of a list or object: comparing, joining, copying. */
const VALUE_NS = 20;
/** Copying one into a result. */
const COPY_NS = 40;

/** Loops that pass over what fails. */
const FORGIVING = new Set(['exists', 'all']);
const LOOPS = new Set([...FORGIVING, 'exists_one', 'map', 'filter']);
const SCALAR_OPS = new Set(['==', '!=', 'in', '-', '*', '/', '%', '<', '<=', '>', '>=', '&&', '||', '!_', '-_']);
const SCALAR_TYPES = new Set(['bool', 'int', 'uint', 'double']);

/** Rounds of one loop at most, and what one of them costs. */
interface Loop {
  readonly rounds: number;
  cost: number;
}

/** The price of an expression: what it costs on the worst event, all caps held. */
export function expressionCost(ast: ASTNode, type: string, native: boolean, length: number): number {
  const once: Loop = { rounds: 1, cost: 0 };
  const loops: Loop[] = [];
  let failures = 1;
  let textNs = 0;
  let comparesValues = false;

  const visit = (node: ASTNode, loop: Loop): void => {
    loop.cost += 1;
    switch (node.op) {
      case 'value':
        return;
      case 'id':
        loop.cost += VARIABLE_COSTS[node.args] ?? 0;
        return;
      case '.':
      case '.?':
        visit(node.args[0], loop);
        return;
      case '!_':
      case '-_':
        loop.cost += 1;
        visit(node.args, loop);
        return;
      case 'call':
        visitCall(node.args[0], undefined, node.args[1], loop);
        return;
      case 'rcall':
        visitCall(node.args[0], node.args[1], node.args[2], loop);
        return;
      case 'map':
        loop.cost += 4;
        for (const [key, value] of node.args) {
          visit(key, loop);
          visit(value, loop);
        }
        return;
      case 'list':
        loop.cost += 1;
        for (const item of node.args) visit(item, loop);
        return;
      default: {
        loop.cost += 2;
        if (node.op === '&&' || node.op === '||') failures += loop.rounds;
        if (['==', '!=', 'in', '+'].includes(node.op)) {
          comparesValues ||= !node.args.some((operand) => operand.op === 'value');
          if (node.op === '+') textNs += loop.rounds * MAX_TEXT;
        }
        for (const operand of node.args) visit(operand, loop);
      }
    }
  };

  const visitCall = (name: string, receiver: ASTNode | undefined, args: readonly ASTNode[], loop: Loop): void => {
    const { units, perCharacter = 0 } = CALL_COSTS.get(name) ?? { units: 0 };
    loop.cost += units + (name.startsWith('get') && args.length > 0 ? TIME_ZONE : 0);
    textNs += loop.rounds * MAX_TEXT * perCharacter;
    if (name === 'coalesce') failures += loop.rounds * args.length;
    if (name === 'size' || name === 'join') comparesValues = true;
    if (receiver !== undefined) visit(receiver, loop);
    if (receiver === undefined || !LOOPS.has(name)) {
      for (const arg of args) visit(arg, loop);
      return;
    }
    const items = receiver.op === 'list' ? receiver.args.length : MAX_ITEMS;
    const inner: Loop = { rounds: Math.min(MAX_ROUNDS, loop.rounds * items), cost: 2 };
    loops.push(inner);
    if (FORGIVING.has(name)) failures += inner.rounds;
    for (const arg of args.slice(1)) visit(arg, inner);
  };

  visit(ast, once);
  const units = once.cost + loopCost(loops);
  if (native) return Math.ceil(units + textNs / UNIT_NS);
  const failureNs = FAILURE_NS + 2 * length;
  const ns =
    Math.min(failures, MAX_FAILURES) * failureNs +
    Math.min(textNs, MAX_TEXT_NS) +
    (comparesValues ? MAX_VALUES * VALUE_NS : 0) +
    (SCALAR_TYPES.has(type) || SCALAR_OPS.has(ast.op) ? 0 : MAX_VALUES * COPY_NS);
  return Math.ceil(units + ns / UNIT_NS);
}

/** All loops share MAX_ROUNDS: at worst the dearest take them. */
function loopCost(loops: readonly Loop[]): number {
  let left = MAX_ROUNDS;
  let cost = 0;
  for (const loop of [...loops].sort((a, b) => b.cost - a.cost)) {
    const rounds = Math.min(loop.rounds, left);
    cost += rounds * loop.cost;
    left -= rounds;
  }
  return cost;
}

/** The price of a path by its parts: each is a step, and a `*` looks at MAX_VISITED values at most. */
export function pathCost(text: string): number {
  const gathers = text.includes('*') ? (MAX_VISITED * 40) / UNIT_NS : 0;
  return 5 + text.split(/[.[]/).length + gathers + (VARIABLE_COSTS[text] ?? 0);
}

/** The price of a modifier that takes `itemNs` for one short text of a list, and `characterNs` for each character of a long one. */
export function modifierCost(itemNs: number, characterNs: number): number {
  return Math.ceil(Math.max(MAX_ITEMS * itemNs, MAX_TEXT * characterNs) / UNIT_NS);
}

/** What is said of an input that costs too much. */
export function tooDear(cost: number): string {
  return `costs up to ${count(cost)} units on one event; the limit is ${count(MAX_INPUT_COST)}: put less into the loops, use lists written out or wildcards and sum() in their place, or part it into several output keys`;
}

/** What is said of a section that costs too much, with its dearest inputs. */
export function sectionTooDear(cost: number, dearest: readonly (readonly [string, number])[]): string {
  const names = dearest.map(([name, units]) => `${name} (${count(units)})`).join(', ');
  return `costs up to ${count(cost)} units on one event, with Global; the limit is ${count(MAX_SECTION_COST)}. Dearest: ${names}. Leave some out, or replace loops by orderValue(), sum() and wildcards`;
}

function count(units: number): string {
  return units.toLocaleString('en-US');
}
