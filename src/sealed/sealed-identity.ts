import { MATCH_KEY_TYPES, type MatchKeyType } from '../amazon/conversion.ts';
import { numberText } from '../base/exact-json.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { eventCountry } from '../identity/event-country.ts';
import { RAW_TYPES } from '../identity/key-value.ts';
import { listed } from '../identity/match-keys.ts';
import { nameParts } from '../identity/name.ts';
import { type Sealing, sealValue } from '../identity/sealed-value.ts';
import { MAX_NESTING, MOST_EXTERNAL_IDS, MOST_VALUES, NO_SLOT, type Slot, slotOf } from '../identity/sources.ts';
import { knownState } from '../identity/state.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { COUNTRY_NAMES, keptCountry } from './kept.ts';

/** Which object is gone through. */
interface Within {
  /** Whether it is about the person in all it says, as traits are. */
  readonly traits: boolean;
  /** Whether a `name` in it is the person's whole name. */
  readonly named: boolean;
}

/** What becomes of a member that holds no identity; undefined: it goes. */
type KeepOther = (key: string, value: Json | undefined) => Json | undefined;

/** Kept only where an integration of the pipeline sends it. */
const ON_REQUEST: ReadonlySet<MatchKeyType> = new Set([...RAW_TYPES, 'ADDRESS']);

/** Seals identity wherever it is looked for (identity/match-keys.ts), in the same places and order. */
export class SealedIdentity {
  readonly #sealing: Sealing;
  readonly #types: ReadonlySet<MatchKeyType>;

  constructor(event: Event, { integrations }: Pipeline) {
    const countries = integrations.map((each) => each.countryOf(event)).filter((country) => country !== undefined);
    const others = eventCountry(event) ?? integrations[0]?.options.defaultCountry;
    this.#sealing = {
      countries: countries.length === 0 ? [others] : [...new Set(countries)],
      raw: new Set(integrations.flatMap(({ options }) => options.identity.rawTypes)),
    };
    const sent = new Set(integrations.flatMap(({ options }) => [...options.identity.types]));
    this.#types = new Set(MATCH_KEY_TYPES.filter((type) => !ON_REQUEST.has(type) || sent.has(type)));
  }

  /** A value that is a key of one type, or several. */
  value(types: MatchKeyType | readonly MatchKeyType[], value: Json | undefined): string | undefined {
    const wanted = [types].flat().filter((type) => this.#types.has(type as MatchKeyType)) as MatchKeyType[];
    if (typeof value === 'number') return sealValue(wanted, numberText(value), this.#sealing);
    if (typeof value !== 'string' || value === '') return undefined;
    return sealValue(wanted, value, this.#sealing);
  }

  /** An object with its identity sealed, and of the rest what says a country, and what `other` keeps. */
  object(object: JsonObject, within: Within, other: KeepOther = () => undefined, depth = 0): JsonObject {
    const sealed: JsonObject = {};
    for (const [key, value] of Object.entries(object)) {
      const stays = this.#member(key, value, within, depth) ?? other(key, value);
      if (stays !== undefined) sealed[key] = stays;
    }
    return sealed;
  }

  #member(key: string, value: Json | undefined, within: Within, depth: number): Json | undefined {
    if (COUNTRY_NAMES.has(key)) return keptCountry(value);
    const slot = slotOf(key);
    if (slot === NO_SLOT) return undefined;
    if (slot.wholeName) return within.named ? this.#wholeName(value) : undefined;
    if (slot.nested) return this.#nested(key, value, depth);
    return this.#listed(slot, value, within);
  }

  #nested(key: string, value: Json | undefined, depth: number): Json | undefined {
    const inner = Array.isArray(value) ? value[0] : value;
    if (isObject(inner)) {
      return depth < MAX_NESTING ? this.object(inner, { traits: true, named: false }, undefined, depth + 1) : undefined;
    }
    return key.toLowerCase() === 'address' && typeof inner === 'string' ? this.value('ADDRESS', inner) : undefined;
  }

  #listed({ type, traitsOnly }: Slot, value: Json | undefined, { traits }: Within): Json | undefined {
    if (type === undefined || (!traits && traitsOnly)) return undefined;
    if (!Array.isArray(value)) return this.#one(type, value, traits);
    const sealed = value.slice(0, MOST_VALUES).map((one) => this.#one(type, listed(one), traits));
    return sealed.filter((one) => one !== undefined);
  }

  /** A state of the country's table stays as it is, being as coarse as a country is: rules of states are told by it. */
  #one(type: MatchKeyType, value: Json | undefined, traits: boolean): string | undefined {
    const text = typeof value === 'number' ? numberText(value) : value;
    if (type !== 'STATE' || typeof text !== 'string') return this.value(type, value);
    const isKnown = this.#sealing.countries.some((country) => knownState(text, country));
    if (isKnown) return text;
    return traits ? this.value(type, value) : undefined;
  }

  #wholeName(value: Json | undefined): string | undefined {
    const parts = typeof value === 'string' ? nameParts(value) : undefined;
    // The first whole name is the person's, also where it is of no use: it holds its place before the others.
    if (parts === undefined) return value === undefined || value === null ? undefined : '';
    const [first, last] = [this.value('FIRST_NAME', parts.first), this.value('LAST_NAME', parts.last)];
    return `${first};${last?.slice(last.indexOf(':') + 1)}`;
  }

  userId(value: Json | undefined): string | undefined {
    if (typeof value === 'string' && value.trim() === '') return undefined;
    const usual = typeof value === 'string' && value.includes('@') ? 'EMAIL' : 'MATCH_ID';
    return this.value(usual, value);
  }

  externalIds(value: Json | undefined): Json | undefined {
    if (!Array.isArray(value)) return undefined;
    return value.slice(0, MOST_EXTERNAL_IDS).flatMap((item): Json[] => {
      const type = isObject(item) ? own(item, 'type') : undefined;
      const slot = typeof type === 'string' ? slotOf(type) : undefined;
      if (slot?.type === undefined || !isObject(item)) return [];
      const id = this.#one(slot.type, own(item, 'id'), true);
      return id === undefined ? [] : [{ type: type as string, id }];
    });
  }
}
