import type { ApiFacts } from '../amazon/api.ts';
import {
  CONVERSION_TYPES,
  type Conversion,
  type ConversionType,
  DATA_SET_NAME,
  DEFINITION_ID,
  EVENT_SOURCES,
  type EventSource,
} from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import type { Drop } from '../event/drop.ts';
import { DEFINITION_PLACEHOLDER, MOST_TARGETS } from '../kits/kit.ts';
import type { CompiledSection } from '../playbook/compile.ts';
import { toText } from '../playbook/modifiers.ts';

/** What says which conversion an event counts as: a definition's id, or a description (fact sheet section 1.0). */
export interface CountsAs {
  /** What tells it from the others that the same event counts as: the definition's id or the type. */
  readonly target: string;
  readonly type: ConversionType | undefined;
  readonly keys: Pick<Conversion, 'conversionDefinitionId' | 'conversionType' | 'eventSource' | 'dataSetName'>;
}

/** What Amazon counts a conversion as, by name: its definition's id; or its type, behind the name of its data set where it has one. */
export function definitionOf({ conversionDefinitionId, dataSetName, conversionType }: CountsAs['keys']): string {
  if (conversionDefinitionId !== undefined) return conversionDefinitionId;
  return [dataSetName, conversionType].filter((part) => part !== undefined).join('/');
}

type ReadKey = (key: string) => Json | undefined;

/** The conversions of an event, and what of them is not sent, though the rest is. */
export interface Counted {
  /** At least one. */
  readonly targets: readonly CountsAs[];
  readonly withheld: readonly Drop[];
}

/** What an event counts as: once, or several times where the playbook lists several definitions or types. */
export function countsAs(read: ReadKey, section: CompiledSection, api: ApiFacts): Counted | Drop {
  return api.linkedBy === 'definition' ? definitionsOf(read, section) : byDescription(read, section.name);
}

/** What a section said the last time, and what came of it: for most it is a constant. */
const lastOf = new WeakMap<
  CompiledSection,
  { readonly ids: Json | undefined; readonly types: Json | undefined; readonly found: Counted | Drop }
>();

function definitionsOf(read: ReadKey, section: CompiledSection): Counted | Drop {
  const [ids, types] = [read('conversionDefinitionId'), read('conversionType')];
  const last = lastOf.get(section);
  // Lists are equal here when they are one: an enrichment's is.
  if (last !== undefined && last.ids === ids && last.types === types) return last.found;
  const found = byDefinition(ids, types, section.name);
  lastOf.set(section, { ids, types, found });
  return found;
}

function byDefinition(given: Json | undefined, types: Json | undefined, event: string): Counted | Drop {
  const listed = itemsOf(given);
  const found = new Map<string, CountsAs>();
  let [placeholders, beyond] = [0, listed.beyond];
  // One type for all of them, or each definition's own, in the same order: what is passed over keeps its place.
  for (const [place, item] of listed.items.entries()) {
    if (isNothing(item)) continue;
    const id = toText(item)?.trim() ?? '';
    if (id === DEFINITION_PLACEHOLDER) {
      placeholders += 1;
      continue;
    }
    if (!DEFINITION_ID.test(id)) return { reason: 'invalid_field', detail: `conversionDefinitionId: ${noId(item)}` };
    const type = typeOf(Array.isArray(types) ? types[place] : types);
    if (typeof type === 'object') return type;
    if (found.has(id)) continue;
    if (found.size === MOST_TARGETS) beyond += 1;
    else {
      const keys = { conversionDefinitionId: id, ...(type === undefined ? {} : { conversionType: type }) };
      found.set(id, { target: id, type, keys });
    }
  }
  if (found.size === 0) {
    return { reason: 'not_configured', detail: `"${event}" has no conversion definition id yet` };
  }
  const withheld: Drop[] = [];
  if (placeholders > 0) {
    const which = placeholders === 1 ? 'one of its ids is' : `${placeholders} of its ids are`;
    withheld.push({ reason: 'not_configured', detail: `"${event}": ${which} still the placeholder` });
  }
  if (beyond > 0) withheld.push(tooMany('conversionDefinitionId', beyond));
  return { targets: [...found.values()], withheld };
}

function byDescription(read: ReadKey, event: string): Counted | Drop {
  const listed = itemsOf(read('conversionType'));
  const source = toText(read('eventSource'))?.trim().toUpperCase() ?? 'WEBSITE';
  const eventSource = oneOf<EventSource>(EVENT_SOURCES, source);
  if (eventSource === undefined) return wrong('eventSource', source, EVENT_SOURCES);
  const dataSet = read('dataSetName');
  const dataSetName = toText(dataSet)?.trim();
  if (!isNothing(dataSet) && !DATA_SET_NAME.test(dataSetName ?? '')) {
    return {
      reason: 'invalid_field',
      detail: 'dataSetName: not 5 to 100 letters, digits, _ or -, beginning with a letter',
    };
  }
  const found = new Map<string, CountsAs>();
  let { beyond } = listed;
  for (const item of listed.items) {
    const type = typeOf(item);
    if (typeof type === 'object') return type;
    if (type === undefined || found.has(type)) continue;
    if (found.size === MOST_TARGETS) beyond += 1;
    else {
      const keys = { conversionType: type, eventSource, ...(dataSetName ? { dataSetName } : {}) };
      found.set(type, { target: type, type, keys });
    }
  }
  if (found.size === 0) return { reason: 'not_configured', detail: `"${event}" has no conversionType yet` };
  return { targets: [...found.values()], withheld: beyond === 0 ? NONE : [tooMany('conversionType', beyond)] };
}

const NONE: readonly Drop[] = [];

/** The most items of a list that are looked at: an event may bring thousands. */
const MOST_ITEMS = 100;

/** A value as a list, and how many of its items are too many to be looked at. */
function itemsOf(value: Json | undefined): { items: readonly (Json | undefined)[]; beyond: number } {
  if (!Array.isArray(value)) return { items: [value], beyond: 0 };
  return { items: value.slice(0, MOST_ITEMS), beyond: Math.max(0, value.length - MOST_ITEMS) };
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function tooMany(key: string, beyond: number): Drop {
  const left = `${beyond} more ${beyond === 1 ? 'is' : 'are'} left out`;
  return { reason: 'invalid_field', detail: `${key}: an event counts at most ${MOST_TARGETS} times; ${left}` };
}

/** Why a value is no definition's id, without the value: in this place it may be anything. */
function noId(value: Json | undefined): string {
  if (typeof value === 'number') return 'the number is none, or too long to have been read exactly: send it as text';
  return 'the value is not the number of a conversion definition';
}

/** The type that a value names; undefined for nothing. */
function typeOf(value: Json | undefined): ConversionType | undefined | Drop {
  if (isNothing(value)) return undefined;
  const text = toText(value)?.trim().toUpperCase() ?? '';
  return oneOf(CONVERSION_TYPES, text) ?? wrong('conversionType', text, CONVERSION_TYPES);
}

function oneOf<T extends string>(known: readonly T[], value: string): T | undefined {
  return (known as readonly string[]).includes(value) ? (value as T) : undefined;
}

function wrong(key: string, value: string, known: readonly string[]): Drop {
  // Only what is near to a right value is quoted: anything else may be personal, in the wrong place.
  const near = didYouMean(value, known);
  const shown = near === '' ? `a text of ${value.length} characters` : `"${value}"`;
  const help = near === '' ? `: ${known.join(', ')}` : near;
  return { reason: 'invalid_field', detail: `${key}: ${shown} is not one of Amazon’s${help}` };
}
