import type { ASTNode } from '@marcbachmann/cel-js';
import type { Json } from '../base/json.ts';
import { FUNCTION_BY_NAME, type Tables } from './functions.ts';
import { follow, type Read } from './path.ts';
import type { Scope } from './scope.ts';

/**
 * Compiles the expressions that mappings mostly are - a literal, a path, our functions over these - to closures, which
 * run several times faster than the CEL engine. Gives undefined for anything else: the engine takes it. Both mean the same, and a
 * property test holds them equal.
 */
export function compileNative(
  node: ASTNode,
  tables: Tables,
  readVariable: (scope: Scope, name: string) => Json | undefined,
): Read | undefined {
  switch (node.op) {
    case 'value':
      return literal(node.args);
    case 'id': {
      const name = node.args;
      return (scope) => readVariable(scope, name);
    }
    case '.': {
      const [object, key] = node.args;
      const from = compileNative(object, tables, readVariable);
      return from && ((scope) => follow(from(scope), [key]));
    }
    case 'call':
      return call(node.args[0], node.args[1], tables, readVariable);
    default:
      return undefined;
  }
}

function literal(value: unknown): Read | undefined {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? () => number : undefined;
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return () => value;
  }
  return undefined;
}

function call(
  name: string,
  args: readonly ASTNode[],
  tables: Tables,
  readVariable: (scope: Scope, name: string) => Json | undefined,
): Read | undefined {
  const fn = FUNCTION_BY_NAME.get(name);
  if (fn === undefined && name !== 'coalesce') return undefined;
  const reads: Read[] = [];
  for (const arg of args) {
    const read = compileNative(arg, tables, readVariable);
    if (read === undefined) return undefined;
    reads.push(read);
  }
  if (fn === undefined) return firstPresent(reads);
  const [only] = reads;
  if (only !== undefined && reads.length === 1) {
    return (scope) => {
      const value = only(scope);
      return value === undefined ? undefined : fn.call([value], tables);
    };
  }
  return (scope) => {
    const values: Json[] = [];
    for (const read of reads) {
      const value = read(scope);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return fn.call(values, tables);
  };
}

function firstPresent(reads: readonly Read[]): Read {
  return (scope) => {
    for (const read of reads) {
      const value = read(scope);
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  };
}
