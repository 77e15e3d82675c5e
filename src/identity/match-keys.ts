import { MATCH_KEY_TYPES, type MatchKey, type MatchKeyType } from '../amazon/conversion.ts';
import { toBoolean } from '../base/boolean.ts';
import { numberText } from '../base/exact-json.ts';
import { isObject, type Json, type JsonObject, memberOf, own } from '../base/json.ts';
import { RecentTexts } from '../base/recent-texts.ts';
import type { Event } from '../event/event.ts';
import { alreadyHashed } from './hash.ts';
import { BY_COUNTRY, type KeyForm, keyValue, normalForm, RAW_TYPES } from './key-value.ts';
import { nameParts } from './name.ts';
import { firstSealedType, isSealed, readSealed } from './sealed-value.ts';
import { MAX_NESTING, MOST_EXTERNAL_IDS, MOST_VALUES, NO_SLOT, slotOf } from './sources.ts';
import { knownState } from './state.ts';

/** The choices that people have about identity, each with the sources it weighs in docs and fact sheet section 2.3. */
export interface IdentityOptions extends KeyForm {
  /** The types that are sent: those the API takes, less those that a person did not ask for. */
  readonly types: ReadonlySet<MatchKeyType>;
  /** The most keys the API takes in one conversion. */
  readonly most: number;
}

/** The identity of one event. */
export interface Identity {
  /** Strongest first, at most one of a type. */
  readonly keys: readonly MatchKey[];
  /** Types of which a value was there, and none that could be used. */
  readonly unusable: readonly MatchKeyType[];
  /** Types left out because the API takes no more keys. */
  readonly beyond: readonly MatchKeyType[];
}

/** Is told of each value that may identify a person, as they are come to. */
export interface IdentityWatch {
  /** Where the values that follow stand: the object that holds them and their name in it, or a path. */
  at(holder: JsonObject | string, name: string): void;
  /** A value for a type, and what it came to: a key; null where it cannot be used; undefined where it was not looked at. */
  offered(type: MatchKeyType, value: Json | undefined, key: MatchKey | null | undefined): void;
}

/** The steps from a value to its key. */
export interface Normalisation {
  /** Whether it was a digest already. */
  readonly wasHashed: boolean;
  /** The normal form, before it is hashed where its type is; undefined for a digest, and for what has none. */
  readonly normal: string | undefined;
}

/**
 * The last few thousand values of each type with their keys, in memory only: shoppers send many events, and a formatted
 * phone number costs several microseconds.
 */
const REMEMBERED = 4_096;
/** Longer texts are not kept: a sender could fill the memory with them. An e-mail address has at most 320 characters. */
const LONGEST_REMEMBERED = 400;

/** Finds, normalises and hashes what identifies the people of events, by one set of options. */
export class IdentityFinder {
  readonly #options: IdentityOptions;
  /** The types that are looked for. */
  get types(): ReadonlySet<MatchKeyType> {
    return this.#options.types;
  }

  /** Those of them that are sent as they are, not hashed. */
  get rawTypes(): readonly MatchKeyType[] {
    const { types, userId } = this.#options;
    return [...types].filter((type) => RAW_TYPES.has(type) || (type === 'MATCH_ID' && userId === 'raw'));
  }

  /** By the place of the type, and of the country where the normal form depends on it; null stands for a value that cannot be used. */
  readonly #remembered: (RecentTexts<MatchKey | null> | undefined)[] = Array(MATCH_KEY_TYPES.length).fill(undefined);

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  /**
   * The identity of one event. Per type the first usable value wins, in the order of `candidates`: `{ type, value }` is one value,
   * raw or hashed; `{ sources: 'standard' }` stands for `context.traits`, `traits`, `properties`, the device and the user id, in
   * this order. With more keys than the API takes, the weakest are left out. Raw personal data goes no further than this.
   */
  find(
    event: Event,
    country: string | undefined,
    candidates: readonly Json[],
    watch?: IdentityWatch | undefined,
  ): Identity {
    const keyOf: KeyOf = (type, text) => this.#key(type, text, country);
    const search = new Search(this.#options, country, event.sealed === true, keyOf, watch);
    for (const candidate of candidates) {
      if (!isObject(candidate)) continue;
      const type = own(candidate, 'type');
      if (own(candidate, 'sources') === 'standard') visitStandard(search, event);
      else if (isMatchKeyType(type)) {
        const values = own(candidate, 'values');
        watch?.at('matchKeys', type);
        search.offer(type, own(candidate, 'value') ?? (Array.isArray(values) ? values[0] : values), true);
      }
    }
    return search.result();
  }

  /** The steps from a value to its key, which holds personal data on the way: for showing it masked. */
  explain(type: MatchKeyType, text: string, country: string | undefined): Normalisation {
    if (!text.isWellFormed()) return { wasHashed: false, normal: undefined };
    if (isSealed(text)) return { wasHashed: true, normal: undefined };
    const isHashed = !RAW_TYPES.has(type) && (type !== 'MATCH_ID' || this.#options.userId === 'hashed');
    if (isHashed && alreadyHashed(text) !== undefined) return { wasHashed: true, normal: undefined };
    return { wasHashed: false, normal: normalForm(type, text, country, this.#options) };
  }

  #key(type: MatchKeyType, text: string, country: string | undefined): MatchKey | null {
    const known = this.#rememberedOf(type);
    const of = BY_COUNTRY.has(type) ? (country ?? '') : '';
    const isShort = text.length <= LONGEST_REMEMBERED;
    const remembered = isShort ? known.get(text, of) : undefined;
    if (remembered !== undefined) return remembered;
    // Halves of characters are all the same when they are hashed.
    const value = text.isWellFormed() ? keyValue(type, text, country, this.#options) : undefined;
    const key: MatchKey | null = value === undefined ? null : Object.freeze({ type, values: [value] as const });
    if (isShort) known.set(text, of, key);
    return key;
  }

  #rememberedOf(type: MatchKeyType): RecentTexts<MatchKey | null> {
    const place = PLACE[type];
    const known = this.#remembered[place];
    if (known !== undefined) return known;
    const memory = new RecentTexts<MatchKey | null>(REMEMBERED);
    this.#remembered[place] = memory;
    return memory;
  }
}

function isMatchKeyType(type: Json | undefined): type is MatchKeyType {
  return (MATCH_KEY_TYPES as readonly (Json | undefined)[]).includes(type);
}

function visitStandard(search: Search, event: Event): void {
  const context = own(event.fields, 'context');
  if (isObject(context)) search.visit(own(context, 'traits'), true, 0, true);
  // A group's name is no person's.
  search.visit(own(event.fields, 'traits'), true, 0, event.type !== 'group');
  search.visit(own(event.fields, 'properties'), false, 0, false);
  visitContext(search, context);
  search.offerUserId(own(event.fields, 'userId'));
}

/** Where the SDKs put ids of devices and the ids a customer-data platform adds. */
function visitContext(search: Search, context: Json | undefined): void {
  if (!isObject(context)) return;
  const device = own(context, 'device');
  // The person's answer to the system's tracking question.
  if (isObject(device) && toBoolean(own(device, 'adTrackingEnabled')) !== false) {
    search.at('context.device', 'advertisingId');
    search.offer('MAID', own(device, 'advertisingId'), true);
  }
  const external = own(context, 'externalIds');
  if (Array.isArray(external)) {
    for (const item of external.slice(0, MOST_EXTERNAL_IDS)) {
      const type = isObject(item) ? own(item, 'type') : undefined;
      const slot = typeof type === 'string' ? slotOf(type) : undefined;
      if (slot?.type === undefined || !isObject(item)) continue;
      search.at(item, 'id');
      search.offer(slot.type, own(item, 'id'), true);
    }
  }
  search.at('context', 'ip');
  search.offer('FIP', own(context, 'ip'), true);
}

type KeyOf = (type: MatchKeyType, text: string) => MatchKey | null;

/** The place of each type in MATCH_KEY_TYPES, which stands strongest first. */
const PLACE = Object.fromEntries(MATCH_KEY_TYPES.map((type, place) => [type, place])) as Record<MatchKeyType, number>;

/** The keys found of one event, by place of their type: null where a value was there and could not be used. */
class Search {
  readonly #options: IdentityOptions;
  readonly #country: string | undefined;
  /** Whether values may be sealed ones (sealed-value.ts). */
  readonly #sealed: boolean;
  readonly #keyOf: KeyOf;
  readonly #watch: IdentityWatch | undefined;
  readonly #found: (MatchKey | null | undefined)[] = Array(MATCH_KEY_TYPES.length).fill(undefined);

  constructor(
    options: IdentityOptions,
    country: string | undefined,
    sealed: boolean,
    keyOf: KeyOf,
    watch: IdentityWatch | undefined,
  ) {
    this.#watch = watch;
    this.#options = options;
    this.#country = country;
    this.#sealed = sealed;
    this.#keyOf = keyOf;
  }

  /** Where the values stand that are offered next. */
  at(holder: JsonObject | string, name: string): void {
    this.#watch?.at(holder, name);
  }

  /** Looks through an object, if it is one; `named` where a `name` in it is the person's whole name. */
  visit(object: Json | undefined, traits: boolean, depth: number, named: boolean): void {
    if (!isObject(object)) return;
    let nested: JsonObject[] | undefined;
    let wholeName: Json | undefined;
    // for-in, which is quicker than Object.keys: what JSON.parse made inherits nothing that it would visit.
    for (const key in object) {
      const slot = slotOf(key);
      if (slot === NO_SLOT) continue;
      this.#watch?.at(object, key);
      const value = memberOf(object, key);
      if (slot.wholeName) wholeName ??= value;
      if (slot.nested && depth < MAX_NESTING) {
        const inner = Array.isArray(value) ? value[0] : value;
        if (isObject(inner)) {
          nested ??= [];
          nested.push(inner);
          continue;
        }
        // An address given as one text is its street line.
        if (typeof inner === 'string' && key.toLowerCase() === 'address') this.offer('ADDRESS', inner, traits);
      }
      if (slot.type === undefined || (!traits && slot.traitsOnly)) continue;
      // GA4 lets a field of user data be repeated; directories list all that a person has.
      if (Array.isArray(value))
        for (const one of value.slice(0, MOST_VALUES)) this.offer(slot.type, listed(one), traits);
      else this.offer(slot.type, value, traits);
    }
    if (wholeName !== undefined && named) {
      this.#watch?.at(object, 'name');
      this.#offerWholeName(wholeName);
    }
    // What nests in properties (a customer, an address) is about the person, as traits are.
    if (nested !== undefined) for (const inner of nested) this.visit(inner, true, depth + 1, false);
  }

  /** Takes a value for a type, if it is the first that can be used. */
  offer(type: MatchKeyType, value: Json | undefined, traits: boolean): void {
    const place = PLACE[type];
    if (this.#found[place] || !this.#options.types.has(type)) {
      this.#watch?.offered(type, value, undefined);
      return;
    }
    const text = typeof value === 'number' ? numberText(value) : value;
    // A number that was rounded when it was read is a value, and might be another person's.
    if (typeof value === 'number' && text === undefined) {
      this.#found[place] = null;
      this.#watch?.offered(type, value, null);
    }
    if (typeof text !== 'string' || text === '') return;
    if (this.#sealed && isSealed(text)) {
      this.#offerSealed(type, text);
      return;
    }
    // A property `state` is more often an order's than a person's.
    if (type === 'STATE' && !traits && !knownState(text, this.#country)) {
      this.#watch?.offered(type, value, undefined);
      return;
    }
    const key = this.#keyOf(type, text);
    this.#found[place] = key;
    this.#watch?.offered(type, value, key);
  }

  /** What was sealed was looked at when it was: whether it is the person's, and in which form. */
  #offerSealed(type: MatchKeyType, text: string): void {
    const sealed = readSealed(text, type, this.#country, this.#options);
    if (sealed === undefined) return;
    const key: MatchKey | null = sealed.value === undefined ? null : { type, values: [sealed.value] };
    this.#found[PLACE[type]] = key;
    this.#watch?.offered(type, text, key);
  }

  #offerWholeName(value: Json): void {
    if (this.#sealed && isSealed(value)) {
      this.#offerSealedName(value);
      return;
    }
    const parts = typeof value === 'string' ? nameParts(value) : undefined;
    if (parts === undefined) return;
    this.offer('FIRST_NAME', parts.first, true);
    this.offer('LAST_NAME', parts.last, true);
  }

  #offerSealedName(text: string): void {
    this.offer('FIRST_NAME', text, true);
    this.offer('LAST_NAME', text, true);
  }

  offerUserId(value: Json | undefined): void {
    if (this.#sealed && isSealed(value)) {
      this.offer(firstSealedType(value) === 'EMAIL' ? 'EMAIL' : 'MATCH_ID', value, true);
      return;
    }
    if (typeof value === 'string' && value.trim() === '') return;
    this.at('', 'userId');
    this.offer(typeof value === 'string' && value.includes('@') ? 'EMAIL' : 'MATCH_ID', value, true);
  }

  result(): Identity {
    const keys: MatchKey[] = [];
    let unusable: readonly MatchKeyType[] = NONE;
    let beyond: readonly MatchKeyType[] = NONE;
    for (let place = 0; place < this.#found.length; place++) {
      const key = this.#found[place];
      if (key === null) unusable = [...unusable, MATCH_KEY_TYPES[place] as MatchKeyType];
      else if (key !== undefined && keys.length < this.#options.most) keys.push(key);
      else if (key !== undefined) beyond = [...beyond, key.type];
    }
    return { keys, unusable, beyond };
  }
}

const NONE: readonly MatchKeyType[] = [];

/** An item of a list of addresses or numbers: itself, or what holds it (`{ value, type }`, `{ address, verified }` ...). */
export function listed(item: Json): Json | undefined {
  if (!isObject(item)) return item;
  return own(item, 'value') ?? own(item, 'address') ?? own(item, 'email') ?? own(item, 'number') ?? own(item, 'phone');
}
