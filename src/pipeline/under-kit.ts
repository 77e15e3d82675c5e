import type { Json, JsonObject } from '../base/json.ts';
import type { Kit } from '../kits/kit.ts';
import { DEFINITION_PREFIX } from '../kits/parameters.ts';
import type { OutputKey } from '../playbook/compile.ts';
import type { PlaybookConfig, SectionConfig } from '../playbook/schema.ts';

/** An integration's own part as a person wrote it: parameters, and what is laid over a kit's playbook. */
export interface OwnPart {
  readonly parameters: Readonly<Record<string, Json>>;
  readonly playbook: PlaybookConfig;
}

/**
 * An integration's own part as it would stand under another kit: what that kit knows stays, since both kits share their names, and
 * the rest is left out and named.
 */
export function underKit(part: OwnPart, kit: Kit): OwnPart & { readonly left: readonly string[] } {
  const left = new Set<string>();
  const keep = <T>(entries: readonly [string, T][], knows: (name: string) => boolean): Record<string, T> =>
    Object.fromEntries(
      entries.filter(([name]) => {
        if (!knows(name)) left.add(name);
        return knows(name);
      }),
    );
  const section = <S extends SectionConfig | null | undefined>(config: S): S =>
    config ? (keep(Object.entries(config), (key) => isSectionKey(key, kit.outputKeys)) as unknown as S) : config;
  const names = new Set(kit.parameters.map((parameter) => parameter.name));
  const definitions = kit.codec.facts.linkedBy === 'definition';
  const { playbook } = part;
  return {
    parameters: keep(
      Object.entries(part.parameters),
      (name) => names.has(name) || (definitions && name.startsWith(DEFINITION_PREFIX)),
    ) as JsonObject as Record<string, Json>,
    playbook: {
      ...playbook,
      ...(playbook.global ? { global: section(playbook.global) } : {}),
      ...(playbook.events
        ? { events: Object.fromEntries(Object.entries(playbook.events).map(([name, one]) => [name, section(one)])) }
        : {}),
      ...(playbook.default ? { default: section(playbook.default) } : {}),
    },
    left: [...left],
  };
}

function isSectionKey(key: string, outputKeys: readonly OutputKey[]): boolean {
  if (key === 'allow' || key === 'deny') return true;
  return outputKeys.some(({ name, members }) => {
    if (!name.endsWith('.*')) return name === key;
    const [family, member] = [name.slice(0, -1), key.slice(name.length - 1)];
    return key.startsWith(family) && (members === undefined || members.includes(member));
  });
}
