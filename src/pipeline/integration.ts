import type { Codec } from '../amazon/api.ts';
import type { Conversion } from '../amazon/conversion.ts';
import { DAY } from '../base/durations.ts';
import { isObject, type JsonObject, own } from '../base/json.ts';
import { type Problem, squash } from '../base/problem.ts';
import type { Drop } from '../event/drop.ts';
import type { Event } from '../event/event.ts';
import type { EmailRule } from '../identity/email.ts';
import { IdentityFinder } from '../identity/match-keys.ts';
import type { PhoneFormat } from '../identity/phone.ts';
import type { Kit } from '../kits/kit.ts';
import { DEFINITION_PREFIX } from '../kits/parameters.ts';
import { type CompiledPlaybook, type CompiledSection, compilePlaybook } from '../playbook/compile.ts';
import { overlay } from '../playbook/overlay.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';
import type { Scope } from '../playbook/scope.ts';
import { type ConvertOptions, convert } from './convert.ts';

/** What an integration made of an event: a conversion with its wire form, or the reason why there is none. */
export type Mapped =
  | {
      readonly conversion: Conversion;
      /** The item exactly as it will stand in the request. */
      readonly wire: string;
      /** The lane it waits in: deliveries of one lane may share a request. */
      readonly lane: string;
      readonly drop?: undefined;
    }
  | { readonly drop: Drop };

/** What an integration is compiled from. */
export interface IntegrationSource {
  readonly name: string;
  readonly kit: Kit;
  /** Public parameters, with defaults filled in. */
  readonly parameters: JsonObject;
  /** Laid over the kit's own playbook. */
  readonly playbook: PlaybookConfig;
}

/** The lanes of an integration: its own, and one for conversions with a key that the API's list does not name. */
export function lanesOf(name: string, codec: Codec): readonly string[] {
  return codec.facts.unlistedKeyTypes.size === 0 ? [name] : [name, unlistedLane(name)];
}

function unlistedLane(name: string): string {
  return `${name}#unlisted`;
}

/** One integration of a pipeline, compiled when it was deployed: gives each event its conversion or its one reason. */
export class Integration {
  readonly name: string;
  readonly kit: Kit;
  readonly maxAge: number;
  readonly playbook: CompiledPlaybook;
  readonly #parameters: JsonObject;
  readonly #options: ConvertOptions;
  /** What an event's "integrations" may call it. */
  readonly #names: ReadonlySet<string>;

  constructor(source: IntegrationSource, playbook: CompiledPlaybook) {
    this.name = source.name;
    this.kit = source.kit;
    this.playbook = playbook;
    this.#parameters = source.parameters;
    this.#options = convertOptions(source.kit, source.parameters);
    this.maxAge = this.#options.maxAge;
    this.#names = new Set([source.name, source.kit.name, source.kit.title, 'Amazon DSP'].map(squash));
  }

  /** Total: never throws. `now` in epoch milliseconds decides what is too old. */
  map(event: Event, now: number): Mapped {
    const section = this.playbook.section(event.name);
    if (section === undefined) return { drop: { reason: 'unmapped' } };
    const scope: Scope = { event, parameters: this.#parameters };
    const result = this.#filter(scope, section) ?? convert(scope, section, this.#options, now);
    if ('reason' in result) return { drop: result };
    const unlisted = this.kit.codec.facts.unlistedKeyTypes;
    const apart = unlisted.size > 0 && result.matchKeys.some((key) => unlisted.has(key.type));
    return {
      conversion: result,
      wire: this.kit.codec.encode(result),
      lane: apart ? unlistedLane(this.name) : this.name,
    };
  }

  #filter(scope: Scope, section: CompiledSection): Drop | undefined {
    const choice = own(scope.event.fields, 'integrations');
    if (isObject(choice) && !this.#isChosen(choice)) {
      return { reason: 'filtered', detail: 'the event’s "integrations" switches it off' };
    }
    for (const filter of section.filters) {
      if (filter.test(scope) !== (filter.kind === 'allow')) {
        return { reason: 'filtered', detail: `${filter.kind}: ${filter.text}` };
      }
    }
    return undefined;
  }

  /** Segment's spec: a destination's own name decides; else `All`, which is true when absent. */
  #isChosen(choice: JsonObject): boolean {
    for (const key of Object.keys(choice)) {
      if (this.#names.has(squash(key))) return choice[key] !== false;
    }
    return own(choice, 'All') !== false;
  }
}

/** Compiles an integration, or tells every mistake of its playbook. */
export function compileIntegration(source: IntegrationSource): {
  readonly integration: Integration;
  readonly problems: readonly Problem[];
} {
  const { kit, parameters } = source;
  const config = overlay(overlay(kit.playbook, source.playbook), definitionsFrom(parameters));
  const { playbook, problems } = compilePlaybook(config, kit.outputKeys, parameters);
  return { integration: new Integration(source, playbook), problems };
}

/** `DEFINITION.Order Completed = 123` sets that event's definition id. */
function definitionsFrom(parameters: JsonObject): PlaybookConfig {
  const events = Object.entries(parameters)
    .filter(([name]) => name.startsWith(DEFINITION_PREFIX))
    .map(([name, id]) => [
      name.slice(DEFINITION_PREFIX.length),
      { conversionDefinitionId: { enrichment: id ?? null } },
    ]);
  return { events: Object.fromEntries(events) };
}

function convertOptions(kit: Kit, parameters: JsonObject): ConvertOptions {
  const api = kit.codec.facts;
  const text = (name: string): string => String(own(parameters, name));
  return {
    api,
    identity: new IdentityFinder({
      emailRule: text('EMAIL_RULE') as EmailRule,
      phoneFormat: text('PHONE_FORMAT') as PhoneFormat,
      userId: text('USER_ID_MATCH_KEY') === 'off' ? 'off' : api.name === 'dsp_v1' ? 'hashed' : 'raw',
      address: text('SEND_ADDRESS') === 'on',
      ip: text('SEND_IP') === 'on',
      types: api.matchKeyTypes,
      most: api.maxMatchKeys,
    }),
    maxAge: Number(own(parameters, 'MAX_AGE_DAYS')) * DAY,
    defaultCountry: text('DEFAULT_COUNTRY'),
    currencyPolicy: text('CURRENCY_POLICY') === 'drop' ? 'drop' : 'omit_value',
  };
}
