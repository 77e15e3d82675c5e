import type { Codec } from '../amazon/api.ts';
import type { Conversion } from '../amazon/conversion.ts';
import { isObject, type JsonObject, own } from '../base/json.ts';
import { type Problem, squash } from '../base/problem.ts';
import { type ConsentDecision, decide } from '../consent/gate.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import { type ConsentSignal, readSignal } from '../consent/signal.ts';
import type { Drop } from '../event/drop.ts';
import type { Event } from '../event/event.ts';
import type { Identity, IdentityWatch } from '../identity/match-keys.ts';
import type { Kit } from '../kits/kit.ts';
import { DEFINITION_PREFIX } from '../kits/parameters.ts';
import { type CompiledPlaybook, type CompiledSection, compilePlaybook } from '../playbook/compile.ts';
import { overlay } from '../playbook/overlay.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';
import type { Scope } from '../playbook/scope.ts';
import { type ConvertOptions, type Country, convert, countryOf } from './convert.ts';
import { countsAs, definitionOf } from './counts-as.ts';
import { consentPolicy, convertOptions } from './options.ts';

/** What an integration made of an event: its conversions, or the one reason why there is none. */
export interface Mapped {
  readonly drop?: Drop | undefined;
  /** One for each definition or type that the event counts for; none when it is dropped. */
  readonly deliveries: readonly MappedDelivery[];
  /** Of an event that counts several times: what of it is not sent, though the rest is. */
  readonly withheld?: readonly Drop[] | undefined;
  /** What the consent gate decided by (consent/gate.ts), where it was asked. */
  readonly consent?: string | undefined;
  /** Whom it was found to be of, as far as it came to that. */
  readonly identity?: Identity | undefined;
  /** Of a drop: what Amazon would have counted the event as (counts-as.ts), where that is one thing. */
  readonly definition?: string | undefined;
}

/** A conversion ready to wait for delivery. */
export interface MappedDelivery {
  readonly conversion: Conversion;
  /** The item exactly as it will stand in the request. */
  readonly wire: string;
  /** The lane it waits in: deliveries of one lane may share a request. */
  readonly lane: string;
  /** What tells it from the others of its event; empty for the first. */
  readonly target: string;
}

/** What an integration is compiled from. */
export interface IntegrationSource {
  readonly name: string;
  readonly kit: Kit;
  /** Where its conversions wait; by its name, where it is not said. */
  readonly lane?: string | undefined;
  /** Public parameters, with defaults filled in. */
  readonly parameters: JsonObject;
  /** Laid over the kit's own playbook. */
  readonly playbook: PlaybookConfig;
  /** Those of the pipeline that runs it; undefined where it is looked at without one. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** The lanes of a destination: the usual one, and one for conversions with a key that the API's list does not name. */
export function lanesOf(usual: string, codec: Codec): readonly [usual: string, unlisted?: string] {
  return codec.facts.unlistedKeyTypes.size === 0 ? [usual] : [usual, unlistedLane(usual)];
}

function unlistedLane(usual: string): string {
  return `${usual}${UNLISTED}`;
}

const UNLISTED = '#unlisted';

/** The usual lane beside any lane. */
export function usualLane(lane: string): string {
  return lane.endsWith(UNLISTED) ? lane.slice(0, -UNLISTED.length) : lane;
}

/** The integration whose conversions wait in a lane. */
export function integrationOfLane(lane: string): string {
  return lane.replace(/[@#].*$/, '');
}

/** Is told of an event's way through an integration, as it goes. */
export interface MapWatch {
  section(section: CompiledSection, scope: Scope): void;
  consent(country: Country, signal: ConsentSignal, decision: ConsentDecision): void;
  readonly identity: IdentityWatch;
}

/** One integration of a pipeline, compiled when it was deployed: gives each event its conversions or its one reason. */
export class Integration {
  readonly name: string;
  readonly kit: Kit;
  readonly maxAge: number;
  readonly playbook: CompiledPlaybook;
  readonly options: ConvertOptions;
  /** What it asks of people's consent. */
  readonly consent: ConsentPolicy;
  /** What it was compiled from. */
  readonly source: IntegrationSource;
  readonly #parameters: JsonObject;
  readonly #variables: JsonObject | undefined;
  readonly #lane: string;
  /** What an event's "integrations" may call it, as they are compared. */
  readonly names: ReadonlySet<string>;

  constructor(source: IntegrationSource, playbook: CompiledPlaybook) {
    this.name = source.name;
    this.kit = source.kit;
    this.playbook = playbook;
    this.options = convertOptions(source.kit.codec.facts, source.parameters);
    this.maxAge = this.options.maxAge;
    this.#parameters = source.parameters;
    this.#variables = source.variables;
    this.consent = consentPolicy(source.parameters);
    this.source = source;
    this.#lane = source.lane ?? source.name;
    this.names = new Set([source.name, source.kit.name, source.kit.title, 'Amazon DSP'].map(squash));
  }

  /** Total: never throws. `now` in epoch milliseconds decides what is too old. `watch` looks on, and changes nothing. */
  map(event: Event, now: number, watch?: MapWatch): Mapped {
    const section = this.playbook.section(event.name);
    if (section === undefined) return { drop: { reason: 'unmapped' }, deliveries: [] };
    const scope: Scope = { event, parameters: this.#parameters, pipeline: this.#variables, watch: undefined };
    watch?.section(section, scope);
    const country = countryOf(scope, section, this.options.defaultCountry);
    const signal = readSignal(event);
    const decision = decide(signal, country.forConsent, this.consent);
    watch?.consent(country, signal, decision);
    const consent = decision.basis;
    if ('detail' in decision) {
      const reason = decision.verdict === 'denied' ? 'consent_denied' : 'consent_missing';
      const definition = this.#definitionOf(scope, section);
      return { drop: { reason, detail: decision.detail }, deliveries: [], consent, definition };
    }
    const filtered = this.#filter(scope, section);
    if (filtered !== undefined) {
      return { drop: filtered, deliveries: [], consent, definition: this.#definitionOf(scope, section) };
    }
    const { result, withheld, identity } = convert(
      scope,
      section,
      country,
      decision,
      this.options,
      now,
      watch?.identity,
    );
    if ('reason' in result) {
      return { drop: result, deliveries: [], consent, identity, definition: this.#definitionOf(scope, section) };
    }
    const deliveries = result.map(
      ({ conversion, target }): MappedDelivery => ({
        conversion,
        target,
        wire: this.kit.codec.encode(conversion),
        lane: this.#laneOf(conversion),
      }),
    );
    return { deliveries, withheld, consent, identity };
  }

  /** The country that an event is taken for; undefined where the playbook does not map it. */
  countryOf(event: Event): string | undefined {
    const section = this.playbook.section(event.name);
    if (section === undefined) return undefined;
    return countryOf({ event, parameters: this.#parameters }, section, this.options.defaultCountry).code;
  }

  /** What an event counts as that is dropped; undefined where that is nothing or several things. */
  #definitionOf(scope: Scope, section: CompiledSection): string | undefined {
    const counted = countsAs((key) => section.inputs.get(key)?.read(scope), section, this.options.api);
    const [first, ...more] = 'reason' in counted ? [] : counted.targets;
    return first === undefined || more.length > 0 ? undefined : definitionOf(first.keys);
  }

  #laneOf(conversion: Conversion): string {
    const unlisted = this.kit.codec.facts.unlistedKeyTypes;
    const apart = unlisted.size > 0 && conversion.matchKeys.some((key) => unlisted.has(key.type));
    return apart ? unlistedLane(this.#lane) : this.#lane;
  }

  /** Whether an event's own "integrations" keeps it from going here. */
  isSwitchedOff(event: Event): boolean {
    const choice = own(event.fields, 'integrations');
    return isObject(choice) && !this.#isChosen(choice);
  }

  #filter(scope: Scope, section: CompiledSection): Drop | undefined {
    if (this.isSwitchedOff(scope.event)) {
      return { reason: 'filtered', detail: 'the event’s "integrations" switches it off' };
    }
    for (const filter of section.filters) {
      const holds = filter.test(scope);
      if (holds === (filter.kind === 'allow')) continue;
      const why = holds === undefined ? ' (it costs too much on this event)' : '';
      return { reason: 'filtered', detail: `${filter.kind}: ${filter.text}${why}` };
    }
    return undefined;
  }

  /** Segment's spec: a destination's own name decides; else `All`, which is true when absent. */
  #isChosen(choice: JsonObject): boolean {
    for (const key of Object.keys(choice)) {
      if (this.names.has(squash(key))) return choice[key] !== false;
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
  const config = overlay(overlay(kit.playbook, source.playbook), definitionsFrom(parameters, source.playbook));
  const { playbook, problems } = compilePlaybook(config, kit.outputKeys, parameters, source.variables);
  return { integration: new Integration(source, playbook), problems };
}

/** What parameters put into the playbook: `DEFINITION.Order Completed = 123` sets that event's definition id, unless the playbook has taken the event away. */
export function definitionsFrom(parameters: JsonObject, playbook: PlaybookConfig): PlaybookConfig {
  const events = Object.entries(parameters)
    .filter(([name]) => name.startsWith(DEFINITION_PREFIX))
    .map(([name, id]) => [name.slice(DEFINITION_PREFIX.length), { conversionDefinitionId: { enrichment: id ?? null } }])
    .filter(([name]) => playbook.events?.[name as string] !== null);
  return { events: Object.fromEntries(events) };
}
