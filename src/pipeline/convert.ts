import type { ApiFacts } from '../amazon/api.ts';
import type { Conversion } from '../amazon/conversion.ts';
import { formatDuration, MINUTE } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import type { Drop, DropReason } from '../event/drop.ts';
import { holdsEmail, safeMessageId } from '../event/safe.ts';
import { formatTime, parseTime } from '../event/time.ts';
import { countryCode } from '../identity/country.ts';
import { currencyCode } from '../identity/currency.ts';
import { eventCountry } from '../identity/event-country.ts';
import type { Identity, IdentityFinder } from '../identity/match-keys.ts';
import { DEFINITION_PLACEHOLDER } from '../kits/kit.ts';
import type { CompiledSection } from '../playbook/compile.ts';
import { toText } from '../playbook/modifiers.ts';
import { round, toNumber } from '../playbook/number.ts';
import type { Scope } from '../playbook/scope.ts';

/** What conversions of one integration are held to. */
export interface ConvertOptions {
  readonly api: ApiFacts;
  readonly identity: IdentityFinder;
  /** The oldest event that is sent, in milliseconds. */
  readonly maxAge: number;
  readonly defaultCountry: string;
  readonly currencyPolicy: 'omit_value' | 'drop';
}

/** How far ahead of our clock an event's time may lie: clocks differ. */
const MAX_AHEAD = 5 * MINUTE;
/** The range of `value`, and the highest `unitsSold` (fact sheet section 1.1). */
const MAX_VALUE = 9_999_999_999_999.99;
const MAX_UNITS = 9_999_999_999_999;
const MAX_NAME = 256;

/**
 * Makes a conversion of an event by the playbook's section for it, checked against what the API takes; or names the one reason why not.
 * Total: any event and any valid playbook give one of the two.
 */
export function convert(
  scope: Scope,
  section: CompiledSection,
  options: ConvertOptions,
  now: number,
): Conversion | Drop {
  const read = (key: string): Json | undefined => section.inputs.get(key)?.read(scope);
  const notes: string[] = [];

  const definition = toText(read('conversionDefinitionId'))?.trim();
  if (definition === undefined || definition === '' || definition === DEFINITION_PLACEHOLDER) {
    return drop('not_configured', `"${section.name}" has no conversion definition id yet`);
  }

  const time = timestampOf(timeOf(scope, section), options.maxAge, now);
  if (typeof time !== 'number') return time;

  const country = countryOf(scope, section, options.defaultCountry);
  const identity = identityOf(scope, section, country, options.identity);
  if (identity.keys.length === 0) return drop('no_identity', noIdentity(identity));

  const name = toText(read('name'))?.trim().slice(0, MAX_NAME);
  if (name === undefined || name === '') return drop('invalid_field', 'name: the playbook gives no text');
  if (holdsEmail(name)) return drop('invalid_field', 'name: it would hold an e-mail address');

  const money = moneyOf(read('value'), read('currencyCode'), options, notes);
  if ('reason' in money) return money;

  const limited = read('dataProcessingOptions');
  if (limited !== undefined && limited !== 'LIMITED_DATA_USE') {
    return drop('invalid_field', 'dataProcessingOptions: the only value Amazon knows is LIMITED_DATA_USE');
  }

  const unitsSold = unitsOf(read('unitsSold'), notes);
  return {
    name,
    timestamp: Math.floor(time / 1000),
    countryCode: country,
    matchKeys: identity.keys,
    clientDedupeId: safeMessageId(read('clientDedupeId')) ?? scope.event.messageId,
    conversionDefinitionId: definition,
    ...money,
    ...(unitsSold === undefined ? {} : { unitsSold }),
    ...(limited === undefined ? {} : { dataProcessingOptions: limited }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function drop(reason: DropReason, detail: string): Drop {
  return { reason, detail };
}

/** When it happened, as the playbook says: mostly the event's own time, which has been read already. */
function timeOf(scope: Scope, section: CompiledSection): number | undefined {
  const input = section.inputs.get('timestamp');
  return input?.path === 'timestamp' ? scope.event.timestamp : parseTime(input?.read(scope));
}

/** A time, if Amazon would still take it. */
function timestampOf(time: number | undefined, maxAge: number, now: number): number | Drop {
  if (time === undefined) return drop('invalid_field', 'timestamp: the event’s time cannot be read');
  if (now - time > maxAge) {
    return drop(
      'too_old',
      `${formatTime(time)} is ${formatDuration(now - time)} ago; the limit is ${formatDuration(maxAge)}`,
    );
  }
  if (time - now > MAX_AHEAD) return drop('in_future', `${formatTime(time)} is ${formatDuration(time - now)} ahead`);
  return time;
}

/** A mapping's or expression's country; else the event's own; else the enrichment; else the default. */
function countryOf(scope: Scope, section: CompiledSection, defaultCountry: string): string {
  const input = section.inputs.get('countryCode');
  const given = toText(input?.read(scope));
  const code = given === undefined ? undefined : countryCode(given);
  if (code !== undefined && input?.kind !== 'enrichment') return code;
  return eventCountry(scope.event) ?? code ?? defaultCountry;
}

function identityOf(scope: Scope, section: CompiledSection, country: string, finder: IdentityFinder): Identity {
  const candidates: Json[] = [];
  for (const [type, input] of section.families.get('matchKeys') ?? []) {
    candidates.push({ type, value: input.read(scope) ?? null });
  }
  const listed = section.inputs.get('matchKeys')?.read(scope);
  if (Array.isArray(listed)) candidates.push(...listed);
  return finder.find(scope.event, country, candidates);
}

function noIdentity(identity: Identity): string {
  if (identity.unusable.length === 0) return 'the event carries no identifier that Amazon takes';
  return `the event carries ${identity.unusable.join(', ')}, and no value of it can be used`;
}

/** Value and currency, which belong together: a value is never sent in a currency other than its own. */
function moneyOf(
  givenValue: Json | undefined,
  givenCurrency: Json | undefined,
  options: ConvertOptions,
  notes: string[],
): { readonly value?: number; readonly currencyCode?: string } | Drop {
  const value = amountOf(givenValue, notes);
  const text = toText(givenCurrency);
  if (text === undefined) return value === undefined ? {} : { value };
  const currency = currencyCode(text);
  if (currency !== undefined && options.api.currencies.has(currency)) {
    return value === undefined ? { currencyCode: currency } : { value, currencyCode: currency };
  }
  const said = `currencyCode: Amazon does not take "${text.slice(0, 12)}"`;
  if (options.currencyPolicy === 'drop') return drop('invalid_field', said);
  notes.push(`${said}; sent without value and currency`);
  return {};
}

function amountOf(given: Json | undefined, notes: string[]): number | undefined {
  if (given === undefined) return undefined;
  const value = toNumber(given);
  if (value === undefined || value < 0 || value > MAX_VALUE) {
    notes.push(`value: ${value === undefined ? 'not a number' : 'out of Amazon’s range'}; sent without it`);
    return undefined;
  }
  return round(value, 2);
}

function unitsOf(given: Json | undefined, notes: string[]): number | undefined {
  if (given === undefined) return undefined;
  const number = toNumber(given);
  const units = number === undefined ? undefined : round(number);
  if (units === undefined || units < 1 || units > MAX_UNITS) {
    notes.push('unitsSold: not a whole number of at least 1; sent without it');
    return undefined;
  }
  return units;
}
