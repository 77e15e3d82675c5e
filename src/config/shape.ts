import { z } from 'zod';
import { isObject } from '../base/json.ts';
import { didYouMean, type Problem } from '../base/problem.ts';
import { type Config, configSchema } from './schema.ts';

type Path = Problem['path'];

/** What of a file has the right shape. */
export interface Shape {
  /** Undefined where nothing can be made of it. */
  readonly config: Config | undefined;
  readonly problems: readonly Problem[];
  /** What was left out of `config` because of its problems. */
  readonly leftOut: readonly Path[];
}

/** Leaving one thing out may leave another without what it requires, level by level; no file is this deep. */
const ROUNDS = 12;

/**
 * Reads the shape of a configuration. What has a problem is left out, so that the rest can be checked all the same, and a person is told
 * of everything at once.
 */
export function readShape(raw: unknown): Shape {
  const value = structuredClone(raw);
  const problems: Problem[] = [];
  const leftOut: Path[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = configSchema.safeParse(value, { error: inWords });
    if (parsed.success) return { config: parsed.data, problems, leftOut };
    const found = parsed.error.issues.flatMap((issue) => fromIssue(issue));
    problems.push(...found.filter(({ path }) => !touches(path, leftOut)));
    const now: Path[] = [];
    for (const { path } of found) {
      if (now.some((gone) => isWithin(path, gone))) continue;
      const gone = leaveOut(value, path);
      if (gone === undefined) return { config: undefined, problems, leftOut };
      now.push(gone);
    }
    leftOut.push(...now);
  }
  return { config: undefined, problems, leftOut };
}

/** Whether a place is, holds or lies in one of others. */
export function touches(path: Path, others: readonly Path[]): boolean {
  return others.some((other) => isWithin(path, other) || isWithin(other, path));
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.length <= path.length && outer.every((key, i) => key === path[i]);
}

/** Takes out what stands at a place: in a list the whole list, and for what is missing the map that lacks it. Returns what went. */
function leaveOut(value: unknown, path: Path): Path | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const above = path.slice(0, -1);
  let holder: unknown = value;
  for (const key of above) holder = isObject(holder) ? holder[key] : undefined;
  if (!isObject(holder) || !Object.hasOwn(holder, last)) return leaveOut(value, above);
  delete holder[last];
  return path;
}

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

/** The words for what the schema has no words of its own for. */
const inWords: z.core.$ZodErrorMap = (issue) => {
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

/** A zod issue as problems: unknown keys each with the nearest right one. */
function fromIssue(issue: z.core.$ZodIssue, above: Path = []): Problem[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `is not known here${didYouMean(key, known)}${known.length > 0 ? `; known are ${known.join(', ')}` : ''}`,
      }));
    }
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message }));
    case 'invalid_union':
      return fromUnion(issue, path);
    default:
      return [{ path, message: issue.message }];
  }
}

/** The problems of the form that was meant; where that is none, all the forms there are. */
function fromUnion({ errors }: z.core.$ZodIssueInvalidUnion, path: Path): Problem[] {
  const meant = errors.find((issues) => issues.some((issue) => issue.code !== 'invalid_type' || issue.path.length > 0));
  if (meant !== undefined) return meant.flatMap((issue) => fromIssue(issue, path));
  const forms = new Set(errors.flat().map((issue) => ('expected' in issue ? WORDS[issue.expected] : undefined)));
  return [{ path, message: `must be ${[...forms].filter((form) => form !== undefined).join(' or ')}` }];
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

const SCHEMA = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;

/** The keys that may stand at a place of the file, for suggestions: the schema knows. */
function knownKeys(path: Path): readonly string[] {
  let nodes: readonly SchemaNode[] = [SCHEMA];
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
