import type { ApiFacts } from '../amazon/api.ts';
import {
  CONVERSION_TYPES,
  type Conversion,
  type ConversionType,
  EVENT_SOURCES,
  type EventSource,
} from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import type { Drop } from '../event/drop.ts';
import { DEFINITION_PLACEHOLDER } from '../kits/kit.ts';
import type { CompiledSection } from '../playbook/compile.ts';
import { toText } from '../playbook/modifiers.ts';

/** What says which conversion an event counts as: a definition's id, or a description (fact sheet section 1.0). */
export interface CountsAs {
  /** What tells it from the others that the same event counts as: the definition's id or the type. */
  readonly target: string;
  readonly type: ConversionType | undefined;
  readonly keys: Pick<Conversion, 'conversionDefinitionId' | 'conversionType' | 'eventSource' | 'dataSetName'>;
}

type ReadKey = (key: string) => Json | undefined;

/** The most conversions of one event in one integration. */
const MOST = 10;

/** What an event counts as: once, or several times where the playbook lists several definitions or types. */
export function countsAs(read: ReadKey, section: CompiledSection, api: ApiFacts): readonly CountsAs[] | Drop {
  return api.linkedBy === 'definition' ? definitionsOf(read, section) : byDescription(read, section.name);
}

/** What a section said the last time, and what came of it: for most it is a constant. */
const lastOf = new WeakMap<
  CompiledSection,
  { readonly ids: Json | undefined; readonly types: Json | undefined; readonly found: readonly CountsAs[] | Drop }
>();

function definitionsOf(read: ReadKey, section: CompiledSection): readonly CountsAs[] | Drop {
  const [ids, types] = [read('conversionDefinitionId'), read('conversionType')];
  const last = lastOf.get(section);
  // Lists are equal here when they are one: an enrichment's is.
  if (last !== undefined && last.ids === ids && last.types === types) return last.found;
  const found = byDefinition(ids, types, section.name);
  lastOf.set(section, { ids, types, found });
  return found;
}

function byDefinition(given: Json | undefined, types: Json | undefined, event: string): readonly CountsAs[] | Drop {
  const ids = textsOf(given).filter((id) => id !== DEFINITION_PLACEHOLDER);
  if (ids.length === 0) return { reason: 'not_configured', detail: `"${event}" has no conversion definition id yet` };
  // One type for all of them, or each definition's own, in the same order.
  const found: CountsAs[] = [];
  for (const [place, id] of ids.entries()) {
    const given =
      toText(Array.isArray(types) ? types[place] : types)
        ?.trim()
        .toUpperCase() || undefined;
    const type = given === undefined ? undefined : oneOf(CONVERSION_TYPES, given);
    if (given !== undefined && type === undefined) return wrong('conversionType', given, CONVERSION_TYPES);
    const keys = { conversionDefinitionId: id, ...(type === undefined ? {} : { conversionType: type }) };
    found.push({ target: id, type, keys });
  }
  return found;
}

function byDescription(read: ReadKey, event: string): readonly CountsAs[] | Drop {
  const types = [...new Set(textsOf(read('conversionType')).map((type) => type.toUpperCase()))];
  if (types.length === 0) return { reason: 'not_configured', detail: `"${event}" has no conversionType yet` };
  const source = toText(read('eventSource'))?.trim().toUpperCase() ?? 'WEBSITE';
  const eventSource = oneOf<EventSource>(EVENT_SOURCES, source);
  if (eventSource === undefined) return wrong('eventSource', source, EVENT_SOURCES);
  const dataSetName = toText(read('dataSetName'))?.trim();
  const found: CountsAs[] = [];
  for (const given of types) {
    const type = oneOf(CONVERSION_TYPES, given);
    if (type === undefined) return wrong('conversionType', given, CONVERSION_TYPES);
    const keys = { conversionType: type, eventSource, ...(dataSetName ? { dataSetName } : {}) };
    found.push({ target: type, type, keys });
  }
  return found;
}

/** A text, or the texts of a list, without what is empty or stands there twice. */
function textsOf(value: Json | undefined): readonly string[] {
  const texts = (Array.isArray(value) ? value : [value ?? null])
    .map((item) => toText(item)?.trim())
    .filter((text) => text !== undefined && text !== '');
  return [...new Set(texts as string[])].slice(0, MOST);
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
