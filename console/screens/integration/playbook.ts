import type { KitView, OutputKeyView } from '../../../src/admin/api/library.ts';
import type { Json } from '../../../src/base/json.ts';
import type { InputConfig, PlaybookConfig, SectionConfig } from '../../../src/playbook/schema.ts';

// A playbook as the mapping editor shows it: the kit's own below, the integration's laid over it (src/playbook/overlay.ts says how).

/** A section of a playbook, by the keys that lead to it: `['global']`, `['events', 'Page']`, `['default']`. */
export type Place = readonly ['global'] | readonly ['default'] | readonly ['events', string];

export const GLOBAL: Place = ['global'];
export const DEFAULT: Place = ['default'];

/** One output key of a section: what the kit has there, and what the integration lays over it. `null` takes the kit's away. */
export interface Row {
  readonly key: string;
  /** What the kit says of the key; undefined where it knows none of that name. */
  readonly output: OutputKeyView | undefined;
  readonly kit: InputConfig | undefined;
  readonly own: InputConfig | null | undefined;
  /** What Global has for the key, of an event's section: it counts where the section has nothing, and does not take the key away. */
  readonly global: InputConfig | undefined;
}

export type FilterKind = 'allow' | 'deny';

/** The section at a place; null where it is taken away. */
export function sectionAt(playbook: PlaybookConfig, place: Place): SectionConfig | null | undefined {
  return place[0] === 'events' ? playbook.events?.[place[1]] : playbook[place[0]];
}

/** A playbook with another section at a place; undefined: with none of its own there. */
export function withSection(
  playbook: PlaybookConfig,
  place: Place,
  section: SectionConfig | null | undefined,
): PlaybookConfig {
  const [name, event] = place;
  if (event === undefined) return withMember(playbook, name, section);
  const events = withMember(playbook.events ?? {}, event, section);
  return withMember(playbook, 'events', Object.keys(events).length > 0 ? events : undefined);
}

/** The same with another member of a section: an output key's input, or a filter. A section that is left empty goes, where the kit has one. */
export function withMemberAt(
  playbook: PlaybookConfig,
  kit: PlaybookConfig,
  place: Place,
  member: string,
  value: SectionConfig[string],
): PlaybookConfig {
  const section = withMember(sectionAt(playbook, place) ?? {}, member, value);
  const isNeeded = Object.keys(section).length > 0 || isAdded(kit, place);
  return withSection(playbook, place, isNeeded ? section : undefined);
}

/** Whether a section is the integration's alone. Global is always there. */
export function isAdded(kit: PlaybookConfig, place: Place): boolean {
  return place[0] !== 'global' && (sectionAt(kit, place) ?? undefined) === undefined;
}

/** The names of all events that have a section, those of the kit first. */
export function eventNames(kit: PlaybookConfig, own: PlaybookConfig): readonly string[] {
  return [...new Set([...Object.keys(kit.events ?? {}), ...Object.keys(own.events ?? {})])];
}

/** The output keys of a section. */
export function rowsOf(kit: KitView, own: PlaybookConfig, place: Place): readonly Row[] {
  const [below, above] = [inputsOf(sectionAt(kit.playbook, place)), inputsOf(sectionAt(own, place))];
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  const global = place[0] === 'global' ? {} : globalInputs(kit, own);
  return [...keys].map((key) => ({
    ...{ key, output: outputOf(kit, key), kit: below[key] ?? undefined, own: above[key], global: global[key] },
  }));
}

/** Whether a row takes away what Global has for the key: the event is sent without it. */
export function isWithout({ kit, own, global }: Row): boolean {
  return own === null && kit === undefined && global !== undefined;
}

/** What Global sends, kit and integration together, by output key. */
export function globalInputs(kit: KitView, own: PlaybookConfig): Readonly<Record<string, InputConfig>> {
  const entries = Object.entries({ ...inputsOf(kit.playbook.global), ...inputsOf(own.global) });
  return Object.fromEntries(entries.filter((entry): entry is [string, InputConfig] => Boolean(entry[1])));
}

/** What the kit says of an output key; a member of a family is described by its family. */
export function outputOf({ outputKeys }: KitView, key: string): OutputKeyView | undefined {
  const family = `${key.split('.', 1)[0]}.*`;
  return outputKeys.find(({ name }) => name === key) ?? outputKeys.find(({ name }) => name === family);
}

/** The same with another lookup table of a name; undefined: with none of its own. */
export function withTable(
  playbook: PlaybookConfig,
  name: string,
  table: Readonly<Record<string, Json>> | undefined,
): PlaybookConfig {
  const tables = withMember(playbook.tables ?? {}, name, table);
  return withMember(playbook, 'tables', Object.keys(tables).length > 0 ? tables : undefined);
}

/** The conditions of a section, as a list. Those of the integration take the place of the kit's as a whole. */
export function filtersAt(
  playbook: PlaybookConfig,
  place: Place,
  kind: FilterKind,
): readonly string[] | null | undefined {
  const filter = sectionAt(playbook, place)?.[kind];
  return typeof filter === 'string' ? [filter] : filter;
}

/** How often something of the integration's own stands in a section. */
export function changesIn(own: PlaybookConfig, place: Place): number {
  return Object.keys(sectionAt(own, place) ?? {}).length;
}

/** The path of a place in the integration, as the gateway's problems have it. */
export function problemPath(place: Place, ...members: readonly string[]): string {
  return ['playbook', ...place, ...members].join('.');
}

/** A constant as it stands in a field. */
export function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was typed for a constant: a text, unless it is a list or an object, or what stood there before was no text either. */
export function constantOf(text: string, before: Json | undefined): Json {
  const isMeant = /^\s*[[{]/.test(text) || (before !== undefined && typeof before !== 'string');
  if (!isMeant) return text;
  try {
    const value = JSON.parse(text) as Json;
    // A long number would not stay what was typed.
    return JSON.stringify(value) === text.trim() || typeof value === 'object' ? value : text;
  } catch {
    return text;
  }
}

type Inputs = Readonly<Record<string, InputConfig | null | undefined>>;

function inputsOf(section: SectionConfig | null | undefined): Inputs {
  const entries = Object.entries(section ?? {}).filter(([key]) => key !== 'allow' && key !== 'deny');
  return Object.fromEntries(entries) as Inputs;
}

function withMember<T extends object>(of: T, name: string, value: unknown): T {
  if (value !== undefined) return { ...of, [name]: value };
  return Object.fromEntries(Object.entries(of).filter(([key]) => key !== name)) as T;
}
