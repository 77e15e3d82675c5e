import type { Json } from '../../../src/base/json.ts';

/** The fields that events have, as a tree: what an editor completes. Members of lists stand under `0`. */
export interface Fields {
  readonly members: ReadonlyMap<string, Fields>;
}

const DEEPEST = 8;
const MOST_MEMBERS = 200;

/** The fields of some events together, beginning with the roots of the mapping language. */
export function fieldsOf(events: readonly Json[], roots: readonly string[]): Fields {
  const top = new Map<string, Tree>(roots.map((root) => [root, { members: new Map() }]));
  for (const event of events) add({ members: top }, event, 0);
  return { members: top };
}

/** The paths of all fields, `properties.products.0.price` among them, in their order. */
export function pathsIn(fields: Fields, before = ''): readonly string[] {
  return [...fields.members].flatMap(([name, below]) => {
    const path = `${before}${name}`;
    return [path, ...pathsIn(below, `${path}.`)];
  });
}

/** The names that may follow a path such as `['properties', 'products']`. */
export function namesAfter(fields: Fields, path: readonly string[]): readonly string[] {
  let at: Fields | undefined = fields;
  for (const name of path) at = at?.members.get(name);
  return [...(at?.members.keys() ?? [])];
}

interface Tree extends Fields {
  readonly members: Map<string, Tree>;
}

function add(tree: Tree, value: Json, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  const entries: (readonly [string, Json | undefined])[] = Array.isArray(value)
    ? value.slice(0, 3).map((item) => ['0', item] as const)
    : Object.entries(value);
  for (const [name, member] of entries) {
    if (!tree.members.has(name) && tree.members.size >= MOST_MEMBERS) continue;
    const below = tree.members.get(name) ?? { members: new Map() };
    tree.members.set(name, below);
    if (member !== undefined) add(below, member, depth + 1);
  }
}
