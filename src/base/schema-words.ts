import { z } from 'zod';
import { didYouMean } from './problem.ts';

const WORDS: Readonly<Record<string, string>> = {
  ...{ string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', null: 'nothing' },
  ...{ array: 'a list', object: 'a map', record: 'a map' },
};

/** A kind of value as people call it: `a map`, `text`. Undefined for what has no such word. */
export function wordFor(kind: string): string | undefined {
  return WORDS[kind];
}

/** What a value is, in a word. The value itself is never repeated: it may be a secret in the wrong place. */
export function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return WORDS[typeof value] ?? 'something else';
}

/** What a schema says of a value that does not fit, in words for people. For Zod's `error` option; undefined leaves it to Zod. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `is missing: ${WORDS[issue.expected] ?? issue.expected}`;
      return `must be ${WORDS[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}${didYouMean(String(issue.input), issue.values.map(String))}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return undefined;
  }
};

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}

/** What is said of a key that the schema does not have, where it has these. */
export function unknownKey(key: string, known: readonly string[]): string {
  return `is not known here${didYouMean(key, known)}${known.length > 0 ? `; known are ${known.join(', ')}` : ''}`;
}

/** The part of a JSON Schema that tells which keys may stand where. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** A Zod schema as JSON Schema, for `keysAt`. */
export function schemaNode(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

/** The keys that may stand at a place, for suggestions: the schema knows. */
export function keysAt(schema: SchemaNode, path: readonly (string | number)[]): readonly string[] {
  let nodes: readonly SchemaNode[] = [schema];
  for (const key of path) nodes = nodes.flatMap(alternatives).flatMap((node) => below(node, key));
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}

function below(node: SchemaNode, key: string | number): readonly SchemaNode[] {
  const more = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const next = typeof key === 'number' ? node.items : (node.properties?.[key] ?? more);
  return next === undefined ? [] : [next];
}
