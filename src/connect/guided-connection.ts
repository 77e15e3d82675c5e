import { randomBytes } from 'node:crypto';
import type { Region } from '../amazon/regions.ts';
import { MINUTE } from '../base/durations.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { IntegrationContent } from '../catalog/model.ts';
import { readParameters } from '../kits/parameters.ts';
import { type Advertiser, listAdvertiserAccounts, listAdvertisers, listProfiles, type Profile } from './accounts.ts';
import { AdsApi } from './ads-api.ts';
import type { Beginning, Surroundings } from './beginning.ts';
import { ConsentStep, type ConsentView, type Granted } from './consent-step.ts';
import {
  type DefinitionChoices,
  type DefinitionOrder,
  DefinitionStep,
  type MadeDefinitions,
} from './definition-step.ts';
import type { AdvertiserScope } from './definitions.ts';
import {
  badAdvertiserId,
  finalCheck,
  homeOf,
  noProfiles,
  unknownAdvertiser,
  unknownProfile,
  wrongProfile,
} from './final-check.ts';
import { type Finding, type Found, problem } from './finding.ts';
import type { Hosts, RegionFacts } from './region-facts.ts';

/** How long a connection may take, from its beginning and again from the consent on. */
const CONNECTION_TIME: number = 30 * MINUTE;

/** A connection as it is told of: without secrets. */
export interface ConnectionView {
  readonly id: string;
  readonly kit: string;
  readonly region: Region;
  readonly clientId: string;
  /** The integration that is connected again. */
  readonly integration?: string | undefined;
  /** When it is forgotten, epoch milliseconds. */
  readonly endsAt: number;
  readonly consent: ConsentView;
  readonly profileId?: string | undefined;
  readonly advertiserId?: string | undefined;
  /** Whether the kit needs a definition for each event. */
  readonly needsDefinitions: boolean;
  /** The chosen definition ids by event; `null` for an event that is not to be sent. */
  readonly definitions: Readonly<Record<string, string | null>>;
}

/** The profiles of the user in the region; with a finding where there are none. */
export interface ProfileChoices {
  readonly profiles: readonly Profile[];
  readonly finding?: Finding | undefined;
}

/** One guided connection on its way: it lives in memory, secrets and all. Its steps are taken one after the other. */
export class GuidedConnection {
  readonly id: string = randomBytes(18).toString('base64url');
  readonly beginning: Beginning;
  readonly #around: Surroundings;
  readonly #consent: ConsentStep;
  readonly #definitions: DefinitionStep;
  #endsAt: number;
  #profileId: string | undefined;
  #advertiserId: string | undefined;
  #home: string | undefined;
  /** The last list, so that choosing from it does not ask for it again. */
  #advertisers: { readonly of: string | undefined; readonly list: readonly Advertiser[] } | undefined;
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor(beginning: Beginning, around: Surroundings) {
    this.beginning = beginning;
    this.#around = around;
    this.#endsAt = around.clock.now() + CONNECTION_TIME;
    this.#consent = new ConsentStep(beginning, around);
    const content = beginning.again?.content;
    this.#definitions = new DefinitionStep(beginning.kit, content);
    this.#profileId = content && parameterOf(content, 'PROFILE_ID');
    this.#advertiserId = content && parameterOf(content, 'ADVERTISER_ID');
  }

  /** Epoch milliseconds. */
  get endsAt(): number {
    return this.#endsAt;
  }

  /** What the consent brought; undefined before. */
  get granted(): Granted | undefined {
    return this.#consent.granted;
  }

  get profileId(): string | undefined {
    return this.#profileId;
  }

  get advertiserId(): string | undefined {
    return this.#advertiserId;
  }

  /** The hosts of the region, where no others are given. */
  get usualHosts(): Hosts {
    return this.#region().about;
  }

  /** The advertiser's country, for events that say none; undefined where the integration has its own, or it is not known. */
  get defaultCountry(): string | undefined {
    return this.beginning.again === undefined ? this.#home : undefined;
  }

  get definitions(): Pick<DefinitionStep, 'needed' | 'chosen'> {
    return this.#definitions;
  }

  get view(): ConnectionView {
    const { kit, region, clientId, again } = this.beginning;
    const { chosen, needed } = this.#definitions;
    return {
      ...{ id: this.id, kit: kit.name, region, clientId, integration: again?.name, endsAt: this.#endsAt },
      ...{ consent: this.#consent.view, profileId: this.#profileId, advertiserId: this.#advertiserId },
      needsDefinitions: needed,
      definitions: Object.fromEntries(Object.entries(chosen).map(([event, one]) => [event, one?.id ?? null])),
    };
  }

  /** Whether the consent was asked for with this state. */
  asksWith(state: string): boolean {
    return this.#consent.asksWith(state);
  }

  /** Takes a step when those before it are done. */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#lastStep.then(step);
    this.#lastStep = result.catch(() => {});
    return result;
  }

  /** Asks for the consent anew: with another redirect address, or after a refusal. */
  askAgain(redirectUri?: string): Promise<ConnectionView> {
    return this.inTurn(async () => {
      this.#consent.askAgain(redirectUri);
      return this.view;
    });
  }

  /** Takes the address that the person was sent back to. */
  receive(redirected: string): Promise<Found<ConnectionView>> {
    return this.inTurn(async () => {
      const received = await this.#consent.receive(redirected);
      if (!received.ok) return received;
      this.#endsAt = this.#around.clock.now() + CONNECTION_TIME;
      this.#advertisers = undefined;
      return { ok: true, value: this.view };
    });
  }

  /** The profiles of the region, those of DSP first. */
  profiles(): Promise<Found<ProfileChoices>> {
    return this.inTurn(() => this.#profiles());
  }

  /** The advertisers behind a profile; without one, those that the user was invited to directly. */
  advertisers(profileId: string | undefined): Promise<Found<readonly Advertiser[]>> {
    return this.inTurn(() => this.#listAdvertisers(profileId));
  }

  /** Chooses the advertiser, and the profile it is reached by. */
  choose(advertiserId: string, profileId: string | undefined): Promise<Found<ConnectionView>> {
    return this.inTurn(async () => {
      const refused = await this.#refused(advertiserId, profileId);
      if (refused !== undefined) return { ok: false, finding: refused };
      if (this.#advertiserId !== undefined && this.#advertiserId !== advertiserId) this.#definitions.clear();
      this.#advertiserId = advertiserId;
      this.#profileId = profileId;
      this.#home = homeOf(this.#advertisers?.list.find(({ id }) => id === advertiserId));
      return { ok: true, value: this.view };
    });
  }

  /** The advertiser's definitions, with what is suggested, chosen and proposed for each event. */
  listDefinitions(): Promise<Found<DefinitionChoices>> {
    return this.#withAdvertiser((api, scope) => this.#definitions.list(api, scope));
  }

  /** Makes definitions for events, and chooses what was made. */
  makeDefinitions(orders: readonly DefinitionOrder[], test: boolean): Promise<Found<MadeDefinitions>> {
    return this.#withAdvertiser((api, scope) => this.#definitions.make(api, scope, orders, test));
  }

  /** Chooses definitions for events; `null`: the event is not to be sent. */
  chooseDefinitions(choices: Readonly<Record<string, string | null>>): Promise<Found<ConnectionView>> {
    return this.#withAdvertiser(async (api, scope) => {
      const chosen = await this.#definitions.choose(api, scope, choices);
      return chosen.ok ? { ok: true, value: this.view } : chosen;
    });
  }

  /** Looks at all of it as delivery will use it; sends no conversion. */
  check(): Promise<readonly Finding[]> {
    return this.inTurn(async () => {
      const api = this.#api();
      if (!api.ok) return [api.finding];
      const given = this.#consent.findings();
      if (this.#advertiserId === undefined) return [...given, NO_ADVERTISER.finding];
      const ids = Object.entries(this.#definitions.chosen).flatMap(([event, one]) => (one ? [[event, one.id]] : []));
      const found = await finalCheck(api.value, {
        ...this.#region(),
        ...{ kit: this.beginning.kit, advertiserId: this.#advertiserId, profileId: this.#profileId },
        elsewhere: () => this.#elsewhere(api.value),
        definitions: Object.fromEntries(ids),
        without: this.#definitions.open,
        parameters: this.#parameters(),
      });
      return [...given, ...found];
    });
  }

  #api(): Found<AdsApi> {
    const login = this.#consent.login;
    if (!login.ok) return login;
    const { hosts, clientId } = this.beginning;
    const { egress, clock } = this.#around;
    return { ok: true, value: new AdsApi({ baseUrl: hosts.api, clientId, login: login.value, egress, clock }) };
  }

  #withAdvertiser<T>(step: (api: AdsApi, scope: AdvertiserScope) => Promise<Found<T>>): Promise<Found<T>> {
    return this.inTurn(async () => {
      const api = this.#api();
      if (!api.ok) return api;
      if (this.#advertiserId === undefined) return NO_ADVERTISER;
      return step(api.value, { advertiserId: this.#advertiserId, profileId: this.#profileId });
    });
  }

  async #profiles(): Promise<Found<ProfileChoices>> {
    const api = this.#api();
    if (!api.ok) return api;
    const listed = await listProfiles(api.value);
    if (!listed.ok) return listed;
    if (listed.value.length > 0) return { ok: true, value: { profiles: listed.value } };
    const finding = noProfiles(this.#region(), await this.#elsewhere(api.value));
    return { ok: true, value: { profiles: [], finding } };
  }

  async #listAdvertisers(profileId: string | undefined): Promise<Found<readonly Advertiser[]>> {
    const api = this.#api();
    if (!api.ok) return api;
    const listed =
      profileId === undefined
        ? await listAdvertiserAccounts(api.value, this.beginning.region)
        : await listAdvertisers(api.value, profileId);
    if (listed.ok) this.#advertisers = { of: profileId, list: listed.value };
    return listed;
  }

  /** Why an advertiser cannot be chosen; undefined where it can. */
  async #refused(advertiserId: string, profileId: string | undefined): Promise<Finding | undefined> {
    const bad = badAdvertiserId(advertiserId);
    if (bad !== undefined) return bad;
    if (profileId !== undefined) {
      const listed = await this.#profiles();
      if (!listed.ok) return listed.finding;
      const profile = listed.value.profiles.find(({ id }) => id === profileId);
      if (profile === undefined) return listed.value.finding ?? unknownProfile(profileId, this.beginning.region);
      if (!profile.usable) return wrongProfile(profile);
    }
    const known = this.#advertisers?.of === profileId ? this.#advertisers : undefined;
    const listed =
      known === undefined ? await this.#listAdvertisers(profileId) : { ok: true as const, value: known.list };
    if (!listed.ok) return listed.finding;
    return listed.value.some(({ id }) => id === advertiserId) ? undefined : unknownAdvertiser(advertiserId, profileId);
  }

  #region(): { readonly region: Region; readonly about: RegionFacts } {
    const { region } = this.beginning;
    return { region, about: this.#around.regions[region] };
  }

  /** The other regions in which the user has profiles; asked for where the hosts are the usual ones. */
  async #elsewhere(api: AdsApi): Promise<readonly Region[]> {
    const { region, hosts } = this.beginning;
    const { regions } = this.#around;
    if (hosts.api !== regions[region].api) return [];
    const others = (Object.keys(regions) as Region[]).filter((other) => other !== region);
    const found: Region[] = [];
    for (const other of others) {
      const listed = await listProfiles(api.at(regions[other].api));
      if (listed.ok && listed.value.length > 0) found.push(other);
    }
    return found;
  }

  /** The parameters that an integration made of it would have. */
  #parameters(): JsonObject {
    const { kit, again } = this.beginning;
    const country = this.defaultCountry;
    const given = { ...again?.content.parameters, ...(country === undefined ? {} : { DEFAULT_COUNTRY: country }) };
    const { values } = readParameters(kit.parameters, given, () => ({ error: 'not read' }), { requireAll: false });
    return values.public;
  }
}

const NO_ADVERTISER: { ok: false; finding: Finding } = problem(
  'no_advertiser',
  'advertiser',
  'no advertiser is chosen yet',
  'Choose one from the list.',
);

function parameterOf({ parameters }: IntegrationContent, name: string): string | undefined {
  const value: Json | undefined = parameters[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
