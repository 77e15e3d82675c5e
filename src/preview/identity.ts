import { MATCH_KEY_TYPES, type MatchKey, type MatchKeyType } from '../amazon/conversion.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import type { Identity, IdentityWatch } from '../identity/match-keys.ts';
import { readinessOf, WHY_UNUSABLE } from '../identity/readiness.ts';
import type { Integration } from '../pipeline/integration.ts';
import { MASK, maskedOf, maskedText } from './mask.ts';

/** The match keys of an event, each with how it was come to. */
export interface IdentityTrace {
  /** Of every type that the API knows, strongest first. */
  readonly keys: readonly MatchKeyTrace[];
  /** The key that would add most, if it could be had. */
  readonly next?: MatchKeyType | undefined;
}

/** One type of match key. */
export interface MatchKeyTrace {
  readonly type: MatchKeyType;
  readonly state: 'sent' | 'beyond' | 'unusable' | 'missing' | 'not asked for';
  /** Why it is not sent. */
  readonly why?: string | undefined;
  /** Every value that may have been it, in the order they were come to. */
  readonly values: readonly ValueTrace[];
  /** What is sent: the digest; of types that are sent raw, masked. */
  readonly sent?: string | undefined;
}

/** One value: where it stands, and its steps, masked. */
export interface ValueTrace {
  /** A path of the event, or an output key of the playbook. */
  readonly at: string;
  readonly from: 'event' | 'playbook';
  readonly state: 'used' | 'unusable' | 'passed over';
  readonly given: string;
  /** It was a digest already. */
  readonly wasHashed: boolean;
  /** The normal form. */
  readonly normal?: string | undefined;
  /** The rules by which it was normalised, by parameter; the country, where it depends on that. */
  readonly by: readonly string[];
}

/** Whatever stands in an event under one of these is not sent unless a person asks for it. */
const ON_REQUEST: Readonly<Partial<Record<MatchKeyType, string>>> = {
  ADDRESS: 'SEND_ADDRESS is off',
  FIP: 'SEND_IP is off',
  MATCH_ID: 'USER_ID_MATCH_KEY is off',
};

interface Offered {
  readonly type: MatchKeyType;
  readonly at: string;
  readonly from: ValueTrace['from'];
  readonly value: Json;
  readonly key: MatchKey | null | undefined;
}

/** Looks on while an event's identity is found, and tells of it afterwards. */
export class IdentityTracer implements IdentityWatch {
  readonly #paths = new Map<object, string>();
  readonly #offered: Offered[] = [];
  #place: { readonly at: string; readonly from: ValueTrace['from'] } = { at: '', from: 'event' };

  readonly #event: Event;

  constructor(event: Event) {
    this.#event = event;
    this.#note(event.fields, '');
  }

  at(holder: JsonObject | string, name: string): void {
    const path = typeof holder === 'string' ? holder : (this.#paths.get(holder) ?? '');
    this.#place = { at: path === '' ? name : `${path}.${name}`, from: holder === 'matchKeys' ? 'playbook' : 'event' };
  }

  offered(type: MatchKeyType, value: Json | undefined, key: MatchKey | null | undefined): void {
    if (value === undefined || value === null || value === '') return;
    this.#offered.push({ ...this.#place, type, value, key });
  }

  trace(integration: Integration, identity: Identity, country: string): IdentityTrace {
    const { types } = integration.options.identity;
    const known = integration.options.api.matchKeyTypes;
    const { next } = readinessOf(identity, types);
    const keys = MATCH_KEY_TYPES.filter((type) => known.has(type)).map((type) => {
      const sent = identity.keys.find((key) => key.type === type);
      const used = this.#offered.findLast((one) => one.type === type && one.key)?.key;
      return {
        type,
        ...stateOf(type, identity, types),
        values: this.#offered
          .filter((one) => one.type === type)
          .map((one) => valueTrace(one, one.key === used, this.#event, integration, country)),
        ...(sent === undefined ? {} : { sent: maskedText(sent.values[0]) }),
      };
    });
    return { keys, ...(next === undefined ? {} : { next }) };
  }

  /** Where each object of the event stands. */
  #note(value: Json | undefined, path: string): void {
    if (Array.isArray(value)) for (const [i, item] of value.entries()) this.#note(item, `${path}[${i}]`);
    else if (isObject(value)) {
      this.#paths.set(value, path);
      for (const [key, member] of Object.entries(value)) this.#note(member, path === '' ? key : `${path}.${key}`);
    }
  }
}

function stateOf(
  type: MatchKeyType,
  { keys, unusable, beyond }: Identity,
  taken: ReadonlySet<MatchKeyType>,
): Pick<MatchKeyTrace, 'state' | 'why'> {
  if (keys.some((key) => key.type === type)) return { state: 'sent' };
  if (!taken.has(type)) return { state: 'not asked for', why: ON_REQUEST[type] ?? 'the integration does not send it' };
  if (beyond.includes(type)) return { state: 'beyond', why: 'Amazon takes no more keys, and stronger ones are there' };
  if (unusable.includes(type)) return { state: 'unusable', why: WHY_UNUSABLE[type] };
  return { state: 'missing', why: 'the event has no value for it' };
}

function valueTrace(
  { type, at, from, value, key }: Offered,
  isUsed: boolean,
  event: Event,
  { options, source }: Integration,
  country: string,
): ValueTrace {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  const state = key === undefined ? 'passed over' : key === null ? 'unusable' : isUsed ? 'used' : 'passed over';
  const steps = text === undefined || key === undefined ? undefined : options.identity.explain(type, text, country);
  return {
    ...{ at, from, state, given: text === undefined ? MASK : maskedOf(event, text) },
    wasHashed: steps?.wasHashed ?? false,
    ...(steps?.normal === undefined ? {} : { normal: maskedText(steps.normal) }),
    by: steps === undefined || steps.wasHashed ? [] : rulesOf(type, source.parameters, country),
  };
}

function rulesOf(type: MatchKeyType, parameters: JsonObject, country: string): string[] {
  switch (type) {
    case 'EMAIL':
      return [`EMAIL_RULE ${parameters.EMAIL_RULE}`];
    case 'PHONE':
      return [`PHONE_FORMAT ${parameters.PHONE_FORMAT}`, `country ${country}`];
    case 'STATE':
    case 'POSTAL':
    case 'ADDRESS':
      return [`country ${country}`];
    default:
      return [];
  }
}
