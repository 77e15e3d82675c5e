import type { ASTNode } from '@marcbachmann/cel-js';
import type { Problem } from '../base/problem.ts';

/** What the variables of a pipeline are called in paths, expressions and `${pipeline.NAME}`. */
export const VARIABLES_ROOT = 'pipeline';

/** What the name of a variable looks like. */
export const VARIABLE_NAME: RegExp = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** A variable that something reads; `optional` where it says what happens without it. */
export interface ReadVariable {
  readonly name: string;
  readonly optional: boolean;
}

/** Where in a playbook a variable of the pipeline is read. */
export interface VariableUse extends ReadVariable {
  readonly path: Problem['path'];
}

/** Calls that say what happens where something is not there. */
const FORGIVING = new Set(['has', 'coalesce']);

/** The variables that an expression reads, in their order: `pipeline.NAME` and `pipeline["NAME"]`. */
export function variablesIn(node: unknown, optional = false): readonly ReadVariable[] {
  if (Array.isArray(node)) return node.flatMap((item) => variablesIn(item, optional));
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return [];
  const { op, args } = node as ASTNode;
  if ((op === '.' || op === '.?' || op === '[]' || op === '[?]') && isRoot(args[0])) {
    const name = nameIn(args[1]);
    if (name !== undefined) return [{ name, optional: optional || op === '.?' || op === '[?]' }];
  }
  return variablesIn(args, optional || (op === 'call' && FORGIVING.has(args[0])));
}

function isRoot(node: ASTNode): boolean {
  return node.op === 'id' && node.args === VARIABLES_ROOT;
}

function nameIn(key: string | ASTNode): string | undefined {
  if (typeof key === 'string') return key;
  return key.op === 'value' && typeof key.args === 'string' ? key.args : undefined;
}
