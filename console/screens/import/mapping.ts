import { FIELDS } from './fields.ts';
import type { TableColumn } from './table.ts';

/** Which column goes to which field: the field's id, by the column's place. What is not there is left out of the events. */
export type Mapping = ReadonlyMap<number, string>;

const FIELD_OF_NAME = new Map(FIELDS.flatMap(({ id, names }) => names.split(' ').map((name) => [name, id])));

/** What the columns' names say: each field once, from the first column that is named so. */
export function guessMapping(columns: readonly TableColumn[]): Mapping {
  const mapping = new Map<number, string>();
  const taken = new Set<string>();
  for (const { place, name } of columns) {
    const field = FIELD_OF_NAME.get(squashed(name));
    if (field === undefined || taken.has(field)) continue;
    taken.add(field);
    mapping.set(place, field);
  }
  return mapping;
}

/** A mapping with one column changed; the column that had the field before loses it. */
export function withField(mapping: Mapping, place: number, field: string | undefined): Mapping {
  const others = [...mapping].filter(([other, id]) => other !== place && id !== field);
  return new Map(field === undefined ? others : [...others, [place, field]]);
}

/** The column that goes to a field. */
export function placeOf(mapping: Mapping, field: string): number | undefined {
  return [...mapping].find(([, id]) => id === field)?.[0];
}

function squashed(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
}
