import { z } from 'zod';
import { isObject, own } from './json.ts';
import { didYouMean, type Problem } from './problem.ts';

type Path = Problem['path'];

const WORDS: Readonly<Record<string, string>> = {
  ...{ string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false', null: 'nothing' },
  ...{ array: 'a list', object: 'a map', record: 'a map' },
};

/** What a value is, in a word. The value itself is never repeated: it may be a secret in the wrong place. */
function kindOf(value: unknown): string {
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
    case 'invalid_union': {
      // One of several kinds, by a key that names it.
      const { options, discriminator, input } = issue as z.core.$ZodIssueInvalidUnion & { options?: readonly string[] };
      if (options === undefined || discriminator === undefined || !isObject(input)) return undefined;
      const given = own(input, discriminator);
      const known = options.map(String);
      return given === undefined
        ? `is missing: one of ${known.join(', ')}`
        : `must be one of ${known.join(', ')}${didYouMean(String(given), known)}`;
    }
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

/** An issue of Zod's as problems, in words: unknown keys each with the nearest right one. `keys` tells which keys may stand at a place. */
export function problemsOf(
  issue: z.core.$ZodIssue,
  keys: (path: Path) => readonly string[],
  above: Path = [],
): Problem[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, keys(path)) }));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message }));
    case 'invalid_union':
      return issue.errors.length === 0 ? [{ path, message: issue.message }] : ofUnion(issue, path, keys);
    default:
      return [{ path, message: issue.message }];
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  return `is not known here${didYouMean(key, known)}${known.length > 0 ? `; known are ${known.join(', ')}` : ''}`;
}

/** The problems of the form that was meant; where that is none, all the forms there are. */
function ofUnion(
  { errors }: z.core.$ZodIssueInvalidUnion,
  path: Path,
  keys: (path: Path) => readonly string[],
): Problem[] {
  const meant = errors.find((issues) => issues.some((issue) => issue.code !== 'invalid_type' || issue.path.length > 0));
  if (meant !== undefined) return meant.flatMap((issue) => problemsOf(issue, keys, path));
  const forms = new Set(errors.flat().map((issue) => ('expected' in issue ? WORDS[issue.expected] : undefined)));
  return [{ path, message: `must be ${[...forms].filter((form) => form !== undefined).join(' or ')}` }];
}

/** The part of a JSON Schema that tells which keys may stand where. */
export interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** A Zod schema as JSON Schema, for `keysAt`. */
export function schemaNode(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

/** The keys that may stand at a place, for suggestions: the schema knows. */
export function keysAt(schema: SchemaNode, path: Path): readonly string[] {
  let nodes: readonly SchemaNode[] = [schema];
  for (const key of path) nodes = nodes.flatMap(alternatives).flatMap((node) => below(node, key));
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  const forms = node.anyOf ?? node.oneOf;
  return forms === undefined ? [node] : forms.flatMap(alternatives);
}

function below(node: SchemaNode, key: string | number): readonly SchemaNode[] {
  const more = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const next = typeof key === 'number' ? node.items : (node.properties?.[key] ?? more);
  return next === undefined ? [] : [next];
}
