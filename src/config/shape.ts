import { isObject } from '../base/json.ts';
import type { Problem } from '../base/problem.ts';
import { inWords, keysAt, problemsOf, type SchemaNode, schemaNode } from '../base/schema-words.ts';
import { type Config, configSchema } from './schema.ts';
import { inSection } from './section-entry.ts';
import { valueAt } from './value-at.ts';

type Path = Problem['path'];

/** What of a file has the right shape. */
export interface Shape {
  /** Undefined where nothing can be made of it. */
  readonly config: Config | undefined;
  readonly problems: readonly Problem[];
  /** What was left out of `config` because of its problems. */
  readonly leftOut: readonly Path[];
  /** Where in the file something stands that stands here in `config`: in a list, items before it may have been left out. */
  inFile(path: Path): Path;
}

/** Leaving one thing out may leave another without what it requires, level by level; no file is this deep. */
const ROUNDS = 12;

/**
 * Reads the shape of a configuration. What has a problem is left out, so that the rest can be checked all the same, and a person is told
 * of everything at once.
 */
export function readShape(raw: unknown): Shape {
  const value = copy(raw);
  const problems: Problem[] = [];
  const leftOut: Path[] = [];
  const shape = (config: Config | undefined): Shape => ({
    ...{ config, problems, leftOut },
    inFile: (path) => inFile(path, value),
  });
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = configSchema.safeParse(copy(value), { error: inWords });
    if (parsed.success) return shape(parsed.data);
    const found = parsed.error.issues
      .flatMap((issue) => problemsOf(issue, (path) => keysAt(SCHEMA, path)))
      .map(({ path, message }) => ({ path: inFile(path, value), message }))
      .flatMap((problem) => inSection(problem, value) ?? [problem]);
    problems.push(...found.filter(({ path }) => !touches(path, leftOut)));
    const now: Path[] = [];
    for (const { path } of found) {
      if (now.some((gone) => isWithin(path, gone))) continue;
      const gone = leaveOut(value, path);
      if (gone === undefined) return shape(undefined);
      now.push(gone);
    }
    leftOut.push(...now);
  }
  return shape(undefined);
}

/** Whether a place is, holds or lies in one of others. */
export function touches(path: Path, others: readonly Path[]): boolean {
  return others.some((other) => isWithin(path, other) || isWithin(other, path));
}

function isWithin(path: Path, outer: Path): boolean {
  return outer.length <= path.length && outer.every((key, i) => key === path[i]);
}

/** A copy in which nothing stands twice (as what aliases mean does), and the gaps of lists are closed. */
function copy(value: unknown): unknown {
  // Gaps are what forEach, and so Object.values, passes over.
  if (Array.isArray(value)) return Object.values(value).map(copy);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]));
}

/** Where something stands in a file with gaps, by where it stands when they are closed. */
function inFile(path: Path, value: unknown): Path {
  let holder = value;
  return path.map((key) => {
    const at = Array.isArray(holder) ? Number(Object.keys(holder)[Number(key)] ?? key) : key;
    holder = valueAt(holder, [at]);
    return at;
  });
}

/**
 * Takes out what stands at a place, and for what is missing the map that lacks it. In a list a gap stays, so that the others keep their
 * numbers. Returns what went.
 */
function leaveOut(value: unknown, path: Path): Path | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const above = path.slice(0, -1);
  const holder = valueAt(value, above) as Record<string | number, unknown> | undefined;
  if (typeof holder !== 'object' || holder === null) return leaveOut(value, above);
  const standIn = standInFor(path);
  if (standIn !== undefined) holder[last] = standIn;
  else if (Object.hasOwn(holder, last)) delete holder[last];
  else return leaveOut(value, above);
  return path;
}

/** What stands in for a part that its map requires, so that the rest of the map is checked. Nothing that is said of it is told. */
function standInFor([section, , key, ...more]: Path): unknown {
  if (more.length > 0) return undefined;
  if (section === 'pipelines' && key === 'writeKeys') return ['left-out'];
  return section === 'integrations' && key === 'kit' ? 'left-out' : undefined;
}

const SCHEMA: SchemaNode = schemaNode(configSchema);
