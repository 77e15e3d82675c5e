import type { IntegrationContent } from '../catalog/model.ts';
import type { Kit } from '../kits/kit.ts';
import type { AdsApi } from './ads-api.ts';
import type { ChosenDefinition } from './connected-content.ts';
import {
  type AdvertiserScope,
  type Definition,
  listDefinitions,
  type Made,
  makeDefinitions,
  type NewDefinition,
} from './definitions.ts';
import { definitionIn, type EventToSend, eventsToSend, proposalFor, suggestionsFor, typeIn } from './events-to-send.ts';
import { type Finding, type Found, problem } from './finding.ts';

/** The definitions of the advertiser, and the events they are chosen for. */
export interface DefinitionChoices {
  readonly definitions: readonly Definition[];
  readonly events: readonly EventChoice[];
}

/** An event, and what there is to choose for it. */
export interface EventChoice extends EventToSend {
  /** The definition of the most similar name. */
  readonly suggestion?: string | undefined;
  /** The chosen one; `null`: the event is not to be sent; undefined: nothing was chosen yet. */
  readonly chosen?: string | null | undefined;
  /** What would be made for it. */
  readonly proposal: NewDefinition;
}

/** A definition to be made for an event: what is not said is as proposed. */
export interface DefinitionOrder {
  readonly event: string;
  readonly name?: NewDefinition['name'] | undefined;
  readonly type?: NewDefinition['type'] | undefined;
  readonly countingMethod?: NewDefinition['countingMethod'] | undefined;
  readonly sourceType?: NewDefinition['sourceType'] | undefined;
  readonly value?: NewDefinition['value'] | undefined;
}

/** What became of the definitions that were to be made; with a finding where a request failed as a whole. */
export interface MadeDefinitions {
  readonly made: readonly (Made & { readonly event: string })[];
  readonly finding?: Finding | undefined;
}

/** The definitions of a connection: which one each event of the playbook counts for. */
export class DefinitionStep {
  readonly #kit: Kit;
  readonly events: readonly EventToSend[];
  #chosen: Record<string, ChosenDefinition | null>;

  /** `content` is that of the integration that is connected again. */
  constructor(kit: Kit, content: IntegrationContent | undefined) {
    this.#kit = kit;
    this.events = this.needed ? eventsToSend(kit, content?.playbook ?? {}) : [];
    this.#chosen = content === undefined ? {} : chosenIn(kit, content);
  }

  /** Whether the kit's API goes by definitions; else it makes them itself, from what events say. */
  get needed(): boolean {
    return this.#kit.codec.facts.linkedBy === 'definition';
  }

  /** The definition chosen for each event; `null` for one that is not to be sent. */
  get chosen(): Readonly<Record<string, ChosenDefinition | null>> {
    return this.#chosen;
  }

  /** The events for which nothing was chosen yet. */
  get open(): readonly string[] {
    return this.events.map(({ event }) => event).filter((event) => !Object.hasOwn(this.#chosen, event));
  }

  /** Forgets the choices: they were another advertiser's. */
  clear(): void {
    this.#chosen = {};
  }

  /** All definitions, with what is suggested, chosen and proposed for each event. */
  async list(api: AdsApi, scope: AdvertiserScope): Promise<Found<DefinitionChoices>> {
    const refused = this.#refused([]);
    if (refused !== undefined) return { ok: false, finding: refused };
    const listed = await listDefinitions(api, scope);
    if (!listed.ok) return listed;
    const suggestions = suggestionsFor(this.events, listed.value);
    const events = this.events.map((one): EventChoice => {
      const { event } = one;
      const chosen = Object.hasOwn(this.#chosen, event) ? (this.#chosen[event]?.id ?? null) : undefined;
      return { ...one, suggestion: suggestions.get(event), chosen, proposal: proposalFor(one) };
    });
    return { ok: true, value: { definitions: listed.value, events } };
  }

  /** Makes definitions for events, and chooses what was made. One whose name is there already is not made a second time. */
  async make(
    api: AdsApi,
    scope: AdvertiserScope,
    orders: readonly DefinitionOrder[],
    test: boolean,
  ): Promise<Found<MadeDefinitions>> {
    const refused = this.#refused(orders.map(({ event }) => event));
    if (refused !== undefined) return { ok: false, finding: refused };
    const listed = await listDefinitions(api, scope);
    if (!listed.ok) return listed;
    const names = new Set(listed.value.map(({ name }) => name));
    const wanted = orders.map((order) => ({ event: order.event, definition: this.#definitionFor(order, test) }));
    const fresh = wanted.filter(({ definition }) => {
      const isNew = !names.has(definition.name);
      names.add(definition.name);
      return isNew;
    });
    const { made, finding } = await makeDefinitions(
      api,
      scope,
      fresh.map(({ definition }) => definition),
    );
    const outcomes = wanted.map((one) => {
      const { event, definition } = one;
      const outcome = made[fresh.indexOf(one)] ?? { name: definition.name, error: THERE_ALREADY };
      if ('id' in outcome) this.#chosen[event] = { id: outcome.id, type: definition.type };
      return { ...outcome, event };
    });
    return { ok: true, value: { made: outcomes, finding } };
  }

  /** Chooses definitions for events; `null`: the event is not to be sent. Chooses all of them, or none. */
  async choose(
    api: AdsApi,
    scope: AdvertiserScope,
    choices: Readonly<Record<string, string | null>>,
  ): Promise<Found<undefined>> {
    const refused = this.#refused(Object.keys(choices));
    if (refused !== undefined) return { ok: false, finding: refused };
    const listed = await listDefinitions(api, scope);
    if (!listed.ok) return listed;
    const chosen = { ...this.#chosen };
    for (const [event, id] of Object.entries(choices)) {
      const definition = listed.value.find((one) => one.id === id);
      if (id !== null && !definition?.usable) return { ok: false, finding: unusable(event, id, definition) };
      chosen[event] = definition === undefined ? null : { id: definition.id, type: definition.type };
    }
    this.#chosen = chosen;
    return { ok: true, value: undefined };
  }

  /** Why definitions are not asked for; undefined where they may be, for these events. */
  #refused(names: readonly string[]): Finding | undefined {
    if (!this.needed) {
      const says = `the kit ${this.#kit.name} needs no definitions: Amazon makes them from what events say`;
      return problem('no_definitions_needed', WHAT, says, 'Go on with the check.').finding;
    }
    const known = this.events.map(({ event }) => event);
    const strange = names.find((name) => !known.includes(name));
    if (strange === undefined) return undefined;
    const mend = `Choose for ${known.join(', ')}. Others are added in the integration’s playbook.`;
    return problem('unknown_event', WHAT, `the playbook has no event "${strange.slice(0, 100)}"`, mend).finding;
  }

  #definitionFor(
    { event, name, type, countingMethod, sourceType, value }: DefinitionOrder,
    test: boolean,
  ): NewDefinition {
    const known = this.events.find((one) => one.event === event) as EventToSend;
    const proposal = proposalFor({ event, type: type ?? known.type }, test);
    return {
      name: name ?? proposal.name,
      type: proposal.type,
      countingMethod: countingMethod ?? proposal.countingMethod,
      sourceType: sourceType ?? proposal.sourceType,
      value: value ?? proposal.value,
    };
  }
}

const WHAT = 'definitions';
const THERE_ALREADY = 'there is a definition of this name already: choose it, or give another name';

function unusable(event: string, id: string, definition: Definition | undefined): Finding {
  const says =
    definition === undefined
      ? `the advertiser has no definition ${id.slice(0, 40)}`
      : `${definition.name} (${id}) is ${definition.why}`;
  const mend = 'Choose one of the definitions that are listed, or make one.';
  return problem('unknown_definition', `definition of ${event}`, says, mend).finding;
}

/** What the playbook of an integration has chosen so far. */
function chosenIn(kit: Kit, { playbook }: IntegrationContent): Record<string, ChosenDefinition | null> {
  const chosen: Record<string, ChosenDefinition | null> = {};
  for (const [event, section] of Object.entries(playbook.events ?? {})) {
    const id = definitionIn(section);
    if (section === null) chosen[event] = null;
    else if (id !== undefined)
      chosen[event] = { id, type: typeIn(section) ?? typeIn(kit.playbook.events?.[event]) ?? '' };
  }
  return chosen;
}
