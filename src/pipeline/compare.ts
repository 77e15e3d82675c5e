import { type Conversion, MATCH_KEY_TYPES } from '../amazon/conversion.ts';
import type { Drop } from '../event/drop.ts';
import { formatTime } from '../event/time.ts';
import { WHY_UNUSABLE } from '../identity/readiness.ts';
import type { Integration, Mapped } from './integration.ts';

/** One thing that two mappings of the same event say, or do not say, as text for people. */
export interface Difference {
  readonly what: string;
  /** Undefined: it says nothing of it. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A match key that one mapping has and the other has not, with why it has not. */
export interface Absence {
  readonly what: string;
  readonly from: 'before' | 'after';
  readonly why: string;
}

/** What two integrations make of one event: in what they agree, and in what they do not. */
export interface Comparison {
  readonly same: readonly string[];
  readonly different: readonly Difference[];
  readonly absent: readonly Absence[];
}

/** What an integration made of an event. */
export interface Made {
  readonly by: Integration;
  readonly mapped: Mapped;
}

/** Compares what two integrations made of one event; of an event that counts several times, the first conversion. */
export function compare(before: Made, after: Made): Comparison {
  const [one, other] = [sayings(before.mapped), sayings(after.mapped)];
  const same: string[] = [];
  const different: Difference[] = [];
  for (const what of new Set([...one.keys(), ...other.keys()])) {
    const [was, is] = [one.get(what), other.get(what)];
    if (was === is) same.push(what);
    else different.push({ what, before: was, after: is });
  }
  const absent = different.flatMap(({ what, ...values }) =>
    (['before', 'after'] as const).flatMap((from): Absence[] => {
      const why = values[from] === undefined ? whyAbsent(what, from === 'before' ? before : after) : undefined;
      return why === undefined ? [] : [{ what, from, why }];
    }),
  );
  return { same, different, absent };
}

/** Why a conversion has no match key of a type; undefined for what is no match key, and where there is no conversion. */
function whyAbsent(what: string, { by, mapped: { drop, identity } }: Made): string | undefined {
  const type = MATCH_KEY_TYPES.find((known) => known === what);
  if (type === undefined || drop !== undefined || identity === undefined) return undefined;
  if (identity.unusable.includes(type)) return WHY_UNUSABLE[type];
  if (identity.beyond.includes(type)) return 'others go before it, and the API takes no more';
  return by.options.identity.types.has(type)
    ? undefined
    : 'it is not sent: the API does not know it, or a parameter says so';
}

/** What is said of an event, by what it is about. */
function sayings({ drop, deliveries, withheld = [], consent }: Mapped): Map<string, string> {
  const said = new Map<string, string>();
  const say = (what: string, value: string | number | undefined): void => {
    if (value !== undefined) said.set(what, String(value));
  };
  if (drop !== undefined) say('result', `dropped: ${inWords(drop)}`);
  else say('result', 'mapped');
  say('consent gate', consent);
  const conversion = deliveries[0]?.conversion;
  if (conversion === undefined) return said;
  say('counts as', deliveries.map((delivery) => countsAs(delivery.conversion)).join(' and '));
  say('name', conversion.name);
  say('event source', conversion.eventSource);
  say('time', formatTime(conversion.timestamp * 1000));
  say('country', conversion.countryCode);
  say('dedupe id', conversion.clientDedupeId);
  for (const key of conversion.matchKeys) say(key.type, key.values[0]);
  say('value', conversion.value?.toFixed(2));
  say('currency', conversion.currencyCode);
  say('units', conversion.unitsSold);
  say('limited data use', conversion.dataProcessingOptions);
  say('consent', conversion.consent && JSON.stringify(conversion.consent));
  for (const { name, value } of conversion.customData ?? []) say(`custom data ${name}`, value);
  say('user agent', conversion.userAgent);
  say('measurement tokens', conversion.arefMeasurementTokens);
  say('ad event key', conversion.amazonAdEventKey);
  if (withheld.length > 0) say('withheld', withheld.map(inWords).join('; '));
  say('notes', conversion.notes?.map(({ detail }) => detail).join('; '));
  return said;
}

function inWords({ reason, detail }: Drop): string {
  return detail === undefined ? reason : `${reason} (${detail})`;
}

function countsAs({ conversionDefinitionId, conversionType, dataSetName }: Conversion): string {
  if (conversionDefinitionId !== undefined) return `definition ${conversionDefinitionId}`;
  return dataSetName === undefined ? String(conversionType) : `${conversionType} in ${dataSetName}`;
}
