import type { ApiFacts } from '../amazon/api.ts';
import { type Conversion, type Note, PURCHASE } from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import { Recent } from '../base/recent.ts';
import type { Consent } from '../consent/consent.ts';
import type { Drop, DropReason } from '../event/drop.ts';
import { personalIn, safeMessageId } from '../event/safe.ts';
import { EUROPE, isCountry, namedCountry, saidCountry } from '../identity/event-country.ts';
import type { Identity, IdentityFinder, IdentityWatch } from '../identity/match-keys.ts';
import { normaliseOpaqueId } from '../identity/opaque-id.ts';
import type { CompiledSection } from '../playbook/compile.ts';
import { toText } from '../playbook/modifiers.ts';
import type { Scope } from '../playbook/scope.ts';
import { arefTokens } from './aref-tokens.ts';
import { type CountsAs, countsAs } from './counts-as.ts';
import { customData } from './custom-data.ts';
import { type MoneyOptions, otherMoney, purchaseMoney } from './money.ts';
import { timeOf } from './when.ts';

/** What an integration decides about its conversions, and the API's figures they are held to. */
export interface ConvertOptions {
  readonly api: ApiFacts;
  readonly identity: IdentityFinder;
  readonly money: MoneyOptions;
  /** The oldest event that is sent, in milliseconds. */
  readonly maxAge: number;
  readonly defaultCountry: string;
  /** What happens to conversions that Amazon is not to use for advertising. */
  readonly limitedDataUse: 'send' | 'drop';
  /** Added to every dedupe id. */
  readonly dedupeSuffix: string;
  /** The dedupe ids of an event that counts several times (kits/dedupe-parameters.ts). */
  readonly fanOutIds: 'suffix_further' | 'suffix_all' | 'same';
}

/** What the consent gate passes on. */
export interface Passed {
  readonly consent?: Consent | undefined;
  /** The person opted out of advertising: the conversion is marked LIMITED_DATA_USE. */
  readonly limited?: true | undefined;
}

/** What an event became: conversions, one for each that it counts as, or its one reason; and who it was found to be of. */
export interface Converted {
  readonly result: readonly TargetedConversion[] | Drop;
  /** Of an event that counts several times: what of it is not sent, though the rest is. */
  readonly withheld: readonly Drop[];
  readonly identity: Identity | undefined;
}

/** A conversion with what tells it from the others of its event: empty for the first. */
export interface TargetedConversion {
  readonly target: string;
  readonly conversion: Conversion;
}

const MAX_NAME = 256;
const MAX_USER_AGENT = 512;

/** Where an event is from, for its conversion and for the consent gate. */
export interface Country {
  /** The country that the conversion is sent with. */
  readonly code: string;
  /** What the gate goes by: Europe as a whole, where an event says no more than that. */
  readonly forConsent: string;
  /** What could not be read, for people. */
  readonly note: Note | undefined;
}

/**
 * The country of an event's conversion: a mapping's or expression's; else the event's own; else the enrichment's; else the default. Where what is
 * said is no country, that holds too, and is noted.
 */
export function countryOf(scope: Scope, section: CompiledSection, defaultCountry: string): Country {
  const input = section.inputs.get('countryCode');
  const text = toText(input?.read(scope));
  const given = text === undefined ? undefined : namedCountry(text);
  const mapped = input?.kind === 'enrichment' ? undefined : given;
  if (mapped !== undefined && isCountry(mapped)) return plainCountry(mapped);
  const said = saidCountry(scope.event) ?? mapped;
  if (said !== undefined && isCountry(said)) return plainCountry(said);
  const code = given !== undefined && isCountry(given) ? given : defaultCountry;
  if (said === undefined) return plainCountry(code);
  const what = said === EUROPE ? 'Europe as a whole is no country' : 'what the event says of it is no country';
  const note: Note = { code: 'country_unreadable', detail: `countryCode: ${what}; sent with ${code}` };
  return { code, forConsent: said === EUROPE ? EUROPE : code, note };
}

const plain = new Map<string, Country>();

function plainCountry(code: string): Country {
  let country = plain.get(code);
  if (country === undefined) {
    country = { code, forConsent: code, note: undefined };
    plain.set(code, country);
  }
  return country;
}

/**
 * Makes the conversions of an event by the playbook's section for it, checked against what the API takes; or names the one reason
 * why not. Total: any event and any valid playbook give one of the two.
 */
export function convert(
  scope: Scope,
  section: CompiledSection,
  country: Country,
  passed: Passed,
  options: ConvertOptions,
  now: number,
  watch?: IdentityWatch | undefined,
): Converted {
  let identity: Identity | undefined;
  let withheld = NOTHING_WITHHELD;
  const inner = (): readonly TargetedConversion[] | Drop => {
    const read = (key: string): Json | undefined => section.inputs.get(key)?.read(scope);
    const counted = countsAs(read, section, options.api);
    if ('reason' in counted) return counted;
    const { targets } = counted;
    const time = timeOf(scope, section, options.maxAge, now);
    if (typeof time !== 'number') return time;

    identity = identityOf(scope, section, country.code, options.identity, watch);
    if (identity.keys.length === 0) return drop('no_identity', noIdentity(identity));

    const name = nameOf(toText(read('name')));
    if (typeof name !== 'string') return name;

    const limited = passed.limited ? 'LIMITED_DATA_USE' : read('dataProcessingOptions');
    if (limited !== undefined && limited !== 'LIMITED_DATA_USE') {
      return drop('invalid_field', 'dataProcessingOptions: the only value Amazon knows is LIMITED_DATA_USE');
    }
    if (limited !== undefined && options.limitedDataUse === 'drop') {
      return drop('consent_denied', 'the conversion is marked LIMITED_DATA_USE');
    }

    const given = { value: read('value'), currency: read('currencyCode'), units: read('unitsSold') };
    const id = dedupeIdOf(read('clientDedupeId'), scope.event.messageId) + options.dedupeSuffix;
    const extras = options.api.linkedBy === 'description' ? describedExtras(scope, section, passed, time) : NO_EXTRAS;
    const conversions: TargetedConversion[] = [];
    for (let place = 0; place < targets.length; place++) {
      const target = targets[place] as CountsAs;
      const notes = country.note === undefined ? [...extras.notes] : [country.note, ...extras.notes];
      const isPurchase = target.type === undefined || target.type === PURCHASE;
      const money = isPurchase ? purchaseMoney(given, options.money, notes) : otherMoney(given, options.money, notes);
      if ('reason' in money) return money;
      conversions.push({
        target: place === 0 ? '' : target.target,
        conversion: {
          name,
          timestamp: Math.floor(time / 1000),
          countryCode: country.code,
          matchKeys: identity.keys,
          clientDedupeId: targetedId(id, target, place, options.fanOutIds),
          ...target.keys,
          ...money,
          ...(limited === undefined ? {} : { dataProcessingOptions: limited }),
          ...extras.keys,
          ...(notes.length === 0 ? {} : { notes }),
        },
      });
    }
    withheld = counted.withheld;
    return conversions;
  };
  const result = inner();
  return { result, withheld, identity };
}

const NOTHING_WITHHELD: readonly Drop[] = [];

/** A shop has a few dozen names: each is looked through once. */
const names = new Recent<string, string | Drop>(500);

function nameOf(text: string | undefined): string | Drop {
  const given = text === undefined || text.length <= MAX_NAME ? text : text.trimStart().slice(0, MAX_NAME);
  if (given === undefined) return NO_NAME;
  let name = names.get(given);
  if (name === undefined) {
    name = checkedName(given.trim().toWellFormed());
    names.set(given, name);
  }
  return name;
}

function checkedName(name: string): string | Drop {
  if (name === '') return NO_NAME;
  const personal = personalIn(name);
  return personal === undefined ? name : drop('invalid_field', `name: it would hold ${personal}`);
}

const NO_NAME: Drop = { reason: 'invalid_field', detail: 'name: the playbook gives no text' };

/** The playbook's dedupe id, made safe as a messageId is; the messageId itself, as it mostly is, was made safe before. */
function dedupeIdOf(given: Json | undefined, messageId: string): string {
  return given === messageId ? messageId : (safeMessageId(given) ?? messageId);
}

function drop(reason: DropReason, detail: string): Drop {
  return { reason, detail };
}

function targetedId(id: string, target: CountsAs, place: number, ids: ConvertOptions['fanOutIds']): string {
  const plain = ids === 'same' || (ids === 'suffix_further' && place === 0);
  return plain ? id : `${id}:${target.target}`;
}

function identityOf(
  scope: Scope,
  section: CompiledSection,
  country: string,
  finder: IdentityFinder,
  watch: IdentityWatch | undefined,
): Identity {
  const candidates: Json[] = [];
  for (const [type, input] of section.families.get('matchKeys') ?? []) {
    candidates.push({ type, value: input.read(scope) ?? null });
  }
  const listed = section.inputs.get('matchKeys')?.read(scope);
  if (Array.isArray(listed)) candidates.push(...listed);
  return finder.find(scope.event, country, candidates, watch);
}

function noIdentity(identity: Identity): string {
  if (identity.unusable.length === 0) return 'the event carries no identifier that Amazon takes';
  return `the event carries ${identity.unusable.join(', ')}, and no value of it can be used`;
}

interface Extras {
  readonly keys: Pick<
    Conversion,
    'consent' | 'customData' | 'userAgent' | 'arefMeasurementTokens' | 'amazonAdEventKey'
  >;
  readonly notes: readonly Note[];
}

const NO_EXTRAS: Extras = { keys: {}, notes: [] };

/** What ads_v1 alone carries. */
function describedExtras(scope: Scope, section: CompiledSection, passed: Passed, time: number): Extras {
  const notes: Note[] = [];
  const text = (key: string): string | undefined => toText(section.inputs.get(key)?.read(scope))?.trim() || undefined;
  const attributes = new Map<string, Json | undefined>();
  for (const [name, input] of section.families.get('customData') ?? []) attributes.set(name, input.read(scope));
  const custom = customData(attributes, notes);
  const userAgent = text('userAgent')?.slice(0, MAX_USER_AGENT).toWellFormed();
  const aref = arefTokens(text('arefMeasurementTokens'), time, notes);
  const adEventKey = adEventKeyOf(text('amazonAdEventKey'), notes);
  return {
    keys: {
      ...(passed.consent === undefined ? {} : { consent: passed.consent }),
      ...(custom.length === 0 ? {} : { customData: custom }),
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(aref === undefined ? {} : { arefMeasurementTokens: aref }),
      ...(adEventKey === undefined ? {} : { amazonAdEventKey: adEventKey }),
    },
    notes,
  };
}

/** Amazon's own id of its traffic, as it is: nothing personal in its place. */
function adEventKeyOf(text: string | undefined, notes: Note[]): string | undefined {
  if (text === undefined) return undefined;
  const key = normaliseOpaqueId(text);
  if (key !== undefined && personalIn(key) === undefined) return key;
  notes.push({ code: 'ad_event_key_unusable', detail: 'amazonAdEventKey: not an id; sent without it' });
  return undefined;
}
