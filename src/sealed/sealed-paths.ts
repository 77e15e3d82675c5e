import { MATCH_KEY_TYPES, type MatchKeyType } from '../amazon/conversion.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { isSealed } from '../identity/sealed-value.ts';
import type { Integration } from '../pipeline/integration.ts';
import type { SealedIdentity } from './sealed-identity.ts';

/** A place that a playbook maps to match keys: `properties.contact`, and the types. */
export type IdentityPaths = ReadonlyMap<string, ReadonlySet<MatchKeyType>>;

/** Names joined by points; others are not followed into a copy. */
const PLAIN = /^[A-Za-z_][\w ]*(?:\.[A-Za-z_][\w ]*){0,5}$/;

/** Where the playbooks of a pipeline look for match keys of an event besides the usual places. */
export function identityPaths(integrations: readonly Integration[], event: string): IdentityPaths {
  const paths = new Map<string, Set<MatchKeyType>>();
  for (const { playbook } of integrations) {
    for (const [name, { config }] of playbook.section(event)?.families.get('matchKeys') ?? []) {
      const type = MATCH_KEY_TYPES.find((known) => known === name);
      for (const path of [config.mapping ?? []].flat()) {
        if (type !== undefined && PLAIN.test(path)) paths.set(path, (paths.get(path) ?? new Set()).add(type));
      }
    }
  }
  return paths;
}

/** Seals what stands at such places of an event into its copy's fields, beside what they were sealed as already. */
export function sealPaths(event: Event, fields: JsonObject, identity: SealedIdentity, paths: IdentityPaths): void {
  for (const [path, types] of paths) {
    const keys = path.split('.');
    const sealed = identity.value([...types], follow(event.fields, keys));
    if (sealed !== undefined) put(fields, keys, sealed);
  }
}

function follow(from: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((value, key) => (isObject(value) ? own(value, key) : undefined), from);
}

function put(fields: JsonObject, keys: readonly string[], sealed: string): void {
  let object = fields;
  for (const key of keys.slice(0, -1)) {
    const inner = own(object, key) ?? {};
    if (!isObject(inner)) return;
    object[key] = inner;
    object = inner;
  }
  const last = keys.at(-1) as string;
  const there = own(object, last);
  if (there === undefined) object[last] = sealed;
  // The first says what it is in its usual place.
  else if (isSealed(there)) object[last] = `${there};${sealed.slice(sealed.indexOf(':') + 1)}`;
}
