import { z } from 'zod';
import { isObject, own } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import { keysAt, type SchemaNode, schemaNode } from '../../base/schema-words.ts';
import { checked } from '../http/checked.ts';
import type { Fault } from './fault.ts';
import { faultSchema, KIND_SCHEMAS } from './fault-schema.ts';

const list: z.ZodType<Fault[]> = z.array(faultSchema).max(100);

const NODES: ReadonlyMap<string, SchemaNode> = new Map(
  [...KIND_SCHEMAS].map(([kind, schema]) => [kind, schemaNode(schema)]),
);

/**
 * Reads a list of faults from untrusted JSON. Throws a DspatchError (`sandbox_faults`) that names every unknown or wrong
 * member.
 */
export function readFaults(value: unknown): Fault[] {
  return checked(list, value, {
    ...{ name: 'faults', code: 'sandbox_faults' },
    instead: 'a list of faults, such as [{"kind":"status","status":503,"times":3}]',
    keysAt: (path) => keysOfFault(value, path),
  });
}

/** The keys that may stand at a place of a list of faults: those of the fault's own kind. */
function keysOfFault(value: unknown, [place, ...below]: Problem['path']): readonly string[] {
  const fault = Array.isArray(value) ? (value as readonly unknown[])[Number(place)] : undefined;
  const node = isObject(fault) ? NODES.get(String(own(fault, 'kind'))) : undefined;
  return node === undefined ? [] : keysAt(node, below);
}
