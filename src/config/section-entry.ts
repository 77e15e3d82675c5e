import { isObject } from '../base/json.ts';
import type { Problem } from '../base/problem.ts';
import { KITS } from '../kits/library.ts';
import type { OutputKey } from '../playbook/compile.ts';
import { KeyPlaces } from '../playbook/key-place.ts';
import { ROOTS } from '../playbook/scope.ts';
import { valueAt } from './value-at.ts';

/**
 * A problem with the shape of what stands in a section of a playbook, told as people mean it: what is no output key is called so, and a
 * value by itself is shown as the input that it should be. Undefined for every other problem, which stays as it is.
 */
export function inSection({ path, message }: Problem, file: unknown): readonly Problem[] | undefined {
  const depth = depthOfEntry(path);
  if (depth === undefined) return undefined;
  const entry = path.slice(0, depth);
  const key = String(entry.at(-1));
  const given = valueAt(file, entry);
  if (isObject(given) && INPUT_MEMBERS.some((member) => Object.hasOwn(given, member))) return undefined;

  const places = new KeyPlaces(outputKeysAt(entry, file));
  const refusal = places.refusal(key);
  const refused = refusal === undefined ? [] : [{ path: entry, message: refusal }];
  // Of what is no output key nor near to one, no input was meant.
  if (refused.length > 0 && places.nearest(key) === undefined) return refused;
  if (isObject(given)) return [...refused, { path, message }];
  return [...refused, { path: entry, message: `${message}: an input, such as ${asInput(given)}` }];
}

const INPUT_MEMBERS = ['mapping', 'expression', 'enrichment', 'modifiers', 'default'] as const;

/** How many keys lead to an entry of a section that is to be an output key with its input; undefined where there is none. */
function depthOfEntry([top, , part, section, ...more]: Problem['path']): number | undefined {
  if (top !== 'integrations' || part !== 'playbook') return undefined;
  const depth = section === 'events' ? 6 : section === 'global' || section === 'default' ? 5 : undefined;
  const key = more[depth === 6 ? 1 : 0];
  return key === undefined || key === 'allow' || key === 'deny' ? undefined : depth;
}

/** The output keys of the integration's kit; of all of them where it has none. */
function outputKeysAt([top, name]: Problem['path'], file: unknown): readonly OutputKey[] {
  const kit = KITS.get(String(valueAt(file, [top ?? '', name ?? '', 'kit'])));
  return kit?.outputKeys ?? [...KITS.values()].flatMap(({ outputKeys }) => outputKeys);
}

/** A value that stands by itself as the input that was probably meant: a path as a mapping, everything else as a constant. */
function asInput(value: unknown): string {
  const root = /^[a-zA-Z]+(?=[.[])/.exec(String(value))?.[0];
  if (typeof value === 'string' && (ROOTS as readonly string[]).includes(root ?? '')) return `{ mapping: ${value} }`;
  const text = JSON.stringify(value);
  return `{ enrichment: ${text === undefined || text.length > 60 ? '...' : text} }`;
}
