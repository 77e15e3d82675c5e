import { type ASTNode, TypeError as CelTypeError, Environment, Optional, ParseError } from '@marcbachmann/cel-js';
import type { Json, JsonObject } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import { eventSource } from '../event/source.ts';
import { eventCountry } from '../identity/event-country.ts';
import { FUNCTION_BY_NAME, FUNCTIONS, type Tables } from './functions.ts';
import { compileNative } from './native.ts';
import type { Read } from './path.ts';
import { ROOTS, readRoot, type Scope } from './scope.ts';

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
  /** The same for a condition: true only when the expression is true; not when it has no value on this event. */
  compileCondition(text: string): ((scope: Scope) => boolean) | { readonly error: string };
}

const NOT_THERE = 'not_there';

/** The language of expressions: CEL (https://cel.dev) with the functions of functions.ts. */
export function expressionLanguage(tables: Tables): ExpressionLanguage {
  const env = environment(tables);

  const parse = (text: string): { ast: ASTNode; type: string; run: (scope: Scope) => unknown } | { error: string } => {
    try {
      const parsed = env.parse(text);
      const refused = refusal(parsed.ast, tables);
      if (refused !== undefined) return { error: refused };
      const checked = parsed.check();
      if (!checked.valid) return { error: explain(checked.error, text) };
      return {
        ast: parsed.ast,
        type: checked.type ?? 'dyn',
        run: (scope) => {
          try {
            return parsed(new Variables(scope));
          } catch {
            return undefined; // no such key, no such overload: the expression has no value on this event
          }
        },
      };
    } catch (error) {
      return { error: explain(error, text) };
    }
  };

  return {
    compile: (text) => {
      const parsed = parse(text);
      if ('error' in parsed) return parsed;
      return compileNative(parsed.ast, tables, readVariable) ?? ((scope) => fromCel(parsed.run(scope)));
    },
    compileCondition: (text) => {
      const parsed = parse(text);
      if ('error' in parsed) return parsed;
      if (parsed.type !== 'bool' && parsed.type !== 'dyn') {
        return { error: `a filter is true or false, and this is of type ${parsed.type}` };
      }
      return (scope) => parsed.run(scope) === true;
    },
  };
}

function environment(tables: Tables): Environment {
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
      env.registerFunction(signature, (...args: unknown[]) => {
        const result = fn.call(
          args.map((arg) => fromCel(arg) ?? null),
          tables,
        );
        if (result === undefined) throw new Error(NOT_THERE);
        return result;
      });
    }
  }
  registerCoalesce(env);
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
function registerCoalesce(env: Environment): void {
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
          if (value !== null && value !== undefined && !(value instanceof Error)) return value;
        }
        throw new Error(NOT_THERE);
      },
    }));
  }
}

/** What of CEL is not for playbooks: regular expressions (their cost has no bound), unknown tables. */
function refusal(node: unknown, tables: Tables): string | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const found = refusal(item, tables);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return undefined;
  const { op, args } = node as { op: string; args: unknown };
  if (op === 'rcall' && Array.isArray(args) && args[0] === 'matches') {
    return 'matches() is not available: use startsWith, endsWith, contains or ==';
  }
  if (op === 'call' && Array.isArray(args) && args[0] === 'lookup') {
    const name = (args[1] as ASTNode[])[0];
    if (name?.op !== 'value' || typeof name.args !== 'string') {
      return 'lookup() takes the table’s name as a text in quotes';
    }
    if (!Object.hasOwn(tables, name.args)) {
      return `there is no table "${name.args}" under "tables"${didYouMean(name.args, Object.keys(tables))}`;
    }
  }
  return refusal(args, tables);
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
  if (word === undefined || VARIABLES.includes(word) || FUNCTION_BY_NAME.has(word)) return '';
  return didYouMean(word, [...VARIABLES, ...FUNCTION_BY_NAME.keys(), 'coalesce', 'has', 'size']);
}

/** A CEL value as JSON; undefined for what JSON cannot say. */
function fromCel(value: unknown): Json | undefined {
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
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (value instanceof Optional) return value.hasValue() ? fromCel(value.value()) : undefined;
  if (Array.isArray(value)) return value.map((item) => fromCel(item) ?? null);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (value instanceof Map) return objectFrom(value.entries());
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return objectFrom(Object.entries(value as object));
  return undefined;
}

function objectFrom(entries: Iterable<[unknown, unknown]>): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, String(key), {
      value: fromCel(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
