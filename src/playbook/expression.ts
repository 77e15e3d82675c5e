import { type ASTNode, TypeError as CelTypeError, Environment, ParseError } from '@marcbachmann/cel-js';
import type { Json } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import { eventSource } from '../event/source.ts';
import { eventCountry } from '../identity/event-country.ts';
import { bind, Meter, NOT_THERE, resultOf } from './bounds.ts';
import { CALL_COSTS, expressionCost, MAX_EXPRESSION_LENGTH, MAX_INPUT_COST, tooDear } from './cost.ts';
import { FUNCTIONS, type Tables } from './functions.ts';
import { compileNative } from './native.ts';
import type { Read } from './path.ts';
import { ROOTS, readRoot, type Scope } from './scope.ts';
import { type ReadVariable, variablesIn } from './variables.ts';

/** The variables of an expression: the parts of the event (`type` is a word of CEL’s own), and some that are worked out. */
export const VARIABLES: readonly string[] = [
  ...ROOTS.filter((root) => root !== 'type'),
  'eventType',
  'eventName',
  'country',
  'eventSource',
];

/** The value of an expression's variable; undefined when the event has none. */
export function readVariable(scope: Scope, name: string): Json | undefined {
  if (name === 'eventName') return scope.event.name;
  if (name === 'eventType') return scope.event.type;
  if (name === 'country') return eventCountry(scope.event);
  if (name === 'eventSource') return eventSource(scope.event);
  return readRoot(scope, name);
}

/** What the engine reads variables from: each is worked out only when the expression names it. */
class Variables {
  readonly scope: Scope;
  constructor(scope: Scope) {
    this.scope = scope;
  }
}
for (const name of VARIABLES) {
  Object.defineProperty(Variables.prototype, name, {
    get(this: Variables) {
      return readVariable(this.scope, name);
    },
  });
}

/** Compiles expressions that may use a playbook's tables. Make one per playbook. */
export interface ExpressionLanguage {
  /** The reader of an expression's value, or what is wrong with the text. The reader never throws. */
  compile(text: string): Read | { readonly error: string };
  /** The same for a condition. */
  compileCondition(text: string): Condition | { readonly error: string };
  /** What an expression costs at most on one event (cost.ts); 0 for one that is refused. */
  costOf(text: string): number;
  /** The variables of the pipeline that an expression reads; none for one that is refused. */
  variablesOf(text: string): readonly ReadVariable[];
}

/**
 * Whether a condition holds on an event: true only when the expression is true; not when it has no value there. Undefined where it met a cap
 * (cost.ts), so that nobody knows: to take that for "no" would send what a filter is there to keep back.
 */
export type Condition = (scope: Scope) => boolean | undefined;

interface Expression {
  readonly type: string;
  readonly cost: number;
  readonly variables: readonly ReadVariable[];
  /** The engine's value, not yet JSON; undefined where the expression has none. */
  readonly run: (scope: Scope) => unknown;
  /** The value through closures alone, for what these can do. */
  readonly native: Read | undefined;
}

/** The language of expressions: CEL (https://cel.dev) with the functions of functions.ts. */
export function expressionLanguage(tables: Tables): ExpressionLanguage {
  const meter = new Meter();
  const env = environment(meter);
  const known = new Map<string, Expression | { error: string }>();

  const parse = (text: string): Expression | { error: string } => {
    const found = known.get(text) ?? parseAnew(text);
    known.set(text, found);
    return found;
  };

  const parseAnew = (text: string): Expression | { error: string } => {
    if (text.length > MAX_EXPRESSION_LENGTH) {
      return { error: `the expression has ${text.length} characters; the limit is ${MAX_EXPRESSION_LENGTH}` };
    }
    try {
      const parsed = env.parse(text);
      const refused = refusal(parsed.ast, tables);
      if (refused !== undefined) return { error: refused };
      const checked = parsed.check();
      if (!checked.valid) return { error: explain(checked.error, text) };
      const type = checked.type ?? 'dyn';
      const native = compileNative(parsed.ast, tables, readVariable);
      const cost = expressionCost(parsed.ast, type, native !== undefined, text.length);
      if (cost > MAX_INPUT_COST) return { error: tooDear(cost) };
      bind(parsed.ast, meter, tables);
      const variables = variablesIn(parsed.ast);
      return { type, cost, variables, native, run: (scope) => evaluate(parsed, scope, meter) };
    } catch (error) {
      return { error: explain(error, text) };
    }
  };

  return {
    compile: (text) => {
      const parsed = parse(text);
      if ('error' in parsed) return parsed;
      return parsed.native ?? ((scope) => resultOf(parsed.run(scope)));
    },
    compileCondition: (text) => {
      const parsed = parse(text);
      if ('error' in parsed) return parsed;
      if (parsed.type !== 'bool' && parsed.type !== 'dyn') {
        return { error: `a filter is true or false, and this is of type ${parsed.type}` };
      }
      const { native } = parsed;
      if (native !== undefined) return (scope) => native(scope) === true;
      return (scope) => {
        const value = parsed.run(scope);
        return meter.capped ? undefined : value === true;
      };
    },
    costOf: (text) => {
      const parsed = parse(text);
      return 'error' in parsed ? 0 : parsed.cost;
    },
    variablesOf: (text) => {
      const parsed = parse(text);
      return 'error' in parsed ? [] : parsed.variables;
    },
  };
}

function evaluate(parsed: (variables: Variables) => unknown, scope: Scope, meter: Meter): unknown {
  const { stackTraceLimit } = Error;
  // What fails here fails by the hundred on some events, and nobody reads where: taking the stack would be the dearest part.
  Error.stackTraceLimit = 0;
  meter.reset();
  try {
    const value = parsed(new Variables(scope));
    return meter.exhausted ? undefined : value;
  } catch {
    return undefined; // no such key, no such overload, a cap: the expression has no value on this event
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function environment(meter: Meter): Environment {
  const env = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 16 },
  });
  for (const name of VARIABLES) env.registerVariable(name, 'dyn');
  for (const fn of FUNCTIONS) {
    const required = fn.params.filter((param) => !param.endsWith('?')).length;
    for (let count = required; count <= fn.params.length; count++) {
      const signature = `${fn.name}(${Array(count).fill('dyn').join(', ')}): dyn`;
      // The engine checks calls by these; bind() makes them.
      env.registerFunction(signature, () => undefined, { async: false });
    }
  }
  registerCoalesce(env, meter);
  // JSON knows one kind of number and CEL two: let people write `properties.price * 2`.
  for (const [op, apply] of ARITHMETIC) {
    env.registerOperator(`double ${op} int`, (a: number, b: bigint) => apply(a, Number(b)));
    env.registerOperator(`int ${op} double`, (a: bigint, b: number) => apply(Number(a), b));
  }
  return env;
}

const ARITHMETIC: readonly [string, (a: number, b: number) => number][] = [
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
];

/** `coalesce(a, b, ...)`: the first argument that is there and not null. A macro, since a plain function needs them all. */
function registerCoalesce(env: Environment, meter: Meter): void {
  for (let count = 1; count <= 8; count++) {
    const signature = `coalesce(${Array(count).fill('ast').join(', ')}): dyn`;
    // The macro's contract is the library's own and untyped.
    // biome-ignore lint/suspicious/noExplicitAny: see above
    env.registerFunction(signature, ({ args }: any) => ({
      args,
      // biome-ignore lint/suspicious/noExplicitAny: see above
      typeCheck: (checker: any, macro: any, ctx: any) => {
        for (const arg of macro.args) checker.check(arg, ctx);
        return checker.dynType ?? checker.registry.getType('dyn');
      },
      // biome-ignore lint/suspicious/noExplicitAny: see above
      evaluate: (evaluator: any, macro: any, ctx: any) => {
        for (const arg of macro.args) {
          const value = evaluator.tryEval(arg, ctx);
          if (value instanceof Error) meter.failure();
          else if (value !== null && value !== undefined) return value;
        }
        throw NOT_THERE;
      },
    }));
  }
}

/**
 * What of CEL is not for playbooks: calls whose cost has no bound or that nobody documented (cost.ts has the list), durations and tables
 * that are not written out.
 */
function refusal(node: unknown, tables: Tables): string | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const found = refusal(item, tables);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return undefined;
  const { op, args } = node as ASTNode;
  if (op === 'call' || op === 'rcall') {
    const refused = refuseCall(args[0], op === 'call' ? args[1] : args[2], tables);
    if (refused !== undefined) return refused;
  }
  return refusal(args, tables);
}

function refuseCall(name: string, args: readonly ASTNode[], tables: Tables): string | undefined {
  const [first] = args;
  const text = first?.op === 'value' && typeof first.args === 'string' ? first.args : undefined;
  if (name === 'matches') return 'matches() is not available: use startsWith, endsWith, contains or ==';
  if (!CALL_COSTS.has(name)) return `${name}() is not available${didYouMean(name, CALL_COSTS.keys())}`;
  if (name === 'duration' && text === undefined) return 'duration() takes a text in quotes, such as "48h"';
  if (name !== 'lookup') return undefined;
  if (text === undefined) return 'lookup() takes the table’s name as a text in quotes';
  if (Object.hasOwn(tables, text)) return undefined;
  return `there is no table "${text}" under "tables"${didYouMean(text, Object.keys(tables))}`;
}

function explain(error: unknown, text: string): string {
  if (error instanceof ParseError || error instanceof CelTypeError) {
    const at = error.range === undefined ? '' : ` at character ${error.range.start + 1}`;
    return `${error.summary}${at}${hint(error, text)}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function hint(error: ParseError | CelTypeError, text: string): string {
  if (error.range === undefined) return '';
  const word = /^\w+/.exec(text.slice(error.range.start))?.[0];
  if (word === undefined || VARIABLES.includes(word) || CALL_COSTS.has(word)) return '';
  return didYouMean(word, [...VARIABLES, ...CALL_COSTS.keys()]);
}
