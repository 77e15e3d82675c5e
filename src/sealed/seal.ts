import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { squash } from '../base/problem.ts';
import { readSignal } from '../consent/signal.ts';
import type { Event } from '../event/event.ts';
import { KITS } from '../kits/library.ts';
import type { Integration } from '../pipeline/integration.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import {
  COUNTRY_NAMES,
  isKept,
  KEPT_IN_CONTEXT,
  KEPT_OF_CALL,
  KEPT_OF_CONTEXT,
  KEPT_OF_PRODUCTS,
  KEPT_OF_PROPERTIES,
  keptCountry,
  keptMembers,
  keptValue,
} from './kept.ts';
import { keptConsent, keptSigns } from './sealed-consent.ts';
import { SealedIdentity } from './sealed-identity.ts';
import { identityPaths, sealPaths } from './sealed-paths.ts';

/** A sealed copy of an event, which mapping takes as it takes the event. */
export interface SealedCopy {
  readonly event: Event;
  /** Places of kept names whose values could not stay, and `consent` where not all that was said of it could. */
  readonly leftOut: readonly string[];
}

/**
 * Makes the sealed copy of an event of a pipeline: identity values become their match keys (identity/sealed-value.ts), what kept.ts and
 * sealed-consent.ts name stays, and everything else goes. The integrations of the pipeline make the same conversions of the copy as of the
 * event, as long as their playbooks read no more than that (reads.ts). Total.
 *
 * Values are normalised for the country that the integrations take the event for. Identifiers that are sent as they are (an advertising id;
 * by the Events API a user id), user agents and measurement tokens are kept only where an integration of the pipeline sends them; street
 * lines, hashed, likewise. So a draft that begins to send one of these finds none in copies made before it was deployed.
 */
export function sealEvent(event: Event, pipeline: Pipeline): SealedCopy {
  const leftOut: string[] = [];
  const identity = new SealedIdentity(event, pipeline);
  const described = pipeline.integrations.some(({ options }) => options.api.linkedBy === 'description');
  const told = (place: string) => (key: string) => void leftOut.push(`${place}.${key}`);

  const fields: JsonObject = keptMembers(event.fields, KEPT_OF_CALL, told('event'));
  fields.type = event.type;
  if (event.type === 'track') fields.event = event.name;
  const context = own(event.fields, 'context');
  if (isObject(context)) fields.context = sealContext(context, identity, described, leftOut);
  const traits = own(event.fields, 'traits');
  if (isObject(traits)) fields.traits = identity.object(traits, { traits: true, named: event.type !== 'group' });
  const properties = own(event.fields, 'properties');
  if (isObject(properties)) fields.properties = sealProperties(properties, identity, described, told);
  const userId = identity.userId(own(event.fields, 'userId'));
  if (userId !== undefined) fields.userId = userId;
  const choice = own(event.fields, 'integrations');
  if (isObject(choice)) fields.integrations = keptChoice(choice, pipeline.integrations);
  sealPaths(event, fields, identity, identityPaths(pipeline.integrations, event.name));

  const { type, name, messageId, timestamp, receivedAt } = event;
  const copy: Event = { type, name, messageId, timestamp, receivedAt, fields, sealed: true };
  if (!isDeepStrictEqual(readSignal(event), readSignal(copy))) leftOut.push('consent');
  return { event: copy, leftOut };
}

function sealContext(context: JsonObject, identity: SealedIdentity, described: boolean, leftOut: string[]): JsonObject {
  const told = (place: string) => (key: string) => void leftOut.push(`${place}.${key}`);
  const sealed: JsonObject = {
    ...keptMembers(context, KEPT_OF_CONTEXT, told('context')),
    ...keptSigns(context, false),
  };
  for (const [name, kept] of KEPT_IN_CONTEXT) {
    const object = own(context, name);
    if (isObject(object)) sealed[name] = keptMembers(object, kept, told(`context.${name}`));
  }
  // Whether an event is a page's or an app's shows by these being there.
  const app = own(context, 'app');
  if (isObject(app) && Object.keys(app).length > 0) sealed.app = { ...(sealed.app as JsonObject), isThere: true };
  const page = own(context, 'page');
  if (isObject(page))
    sealed.page = Object.fromEntries(
      ['url', 'path'].filter((key) => own(page, key) !== undefined).map((key) => [key, '']),
    );
  for (const place of ['location', 'geo']) {
    const said = countriesIn(own(context, place));
    if (said !== undefined) sealed[place] = said;
  }
  const consent = own(context, 'consent');
  if (isObject(consent)) sealed.consent = keptConsent(consent);
  const traits = own(context, 'traits');
  if (isObject(traits)) sealed.traits = identity.object(traits, { traits: true, named: true });
  const device = own(context, 'device');
  const advertisingId = isObject(device) ? identity.value('MAID', own(device, 'advertisingId')) : undefined;
  if (advertisingId !== undefined) sealed.device = { ...(sealed.device as JsonObject), advertisingId };
  const externalIds = identity.externalIds(own(context, 'externalIds'));
  if (externalIds !== undefined) sealed.externalIds = externalIds;
  const ip = identity.value('FIP', own(context, 'ip'));
  if (ip !== undefined) sealed.ip = ip;
  if (described) addDescribed(sealed, context, leftOut);
  return sealed;
}

/** What the Events API alone is sent, as it is. */
function addDescribed(sealed: JsonObject, context: JsonObject, leftOut: string[]): void {
  const keep = (to: JsonObject, from: JsonObject, place: string, key: string): void => {
    const value = own(from, key);
    if (value === undefined) return;
    const stays = keptValue(value);
    if (stays === undefined) leftOut.push(`${place}.${key}`);
    else to[key] = stays;
  };
  keep(sealed, context, 'context', 'userAgent');
  keep(sealed, context, 'context', 'aref');
  const amazon = own(context, 'amazon');
  if (!isObject(amazon)) return;
  const kept: JsonObject = isObject(sealed.amazon) ? sealed.amazon : {};
  for (const key of ['arefMeasurementTokens', 'aref', 'adEventKey']) keep(kept, amazon, 'context.amazon', key);
  sealed.amazon = kept;
}

function sealProperties(
  properties: JsonObject,
  identity: SealedIdentity,
  described: boolean,
  told: (place: string) => (key: string) => void,
): JsonObject {
  const tell = told('properties');
  const kept = identity.object(properties, { traits: false, named: false }, (key, value) => {
    if (key === 'products') return sealProducts(value, told('properties.products'));
    if (!isKept(KEPT_OF_PROPERTIES, key) && !(described && key === 'aref')) return undefined;
    const stays = keptValue(value);
    if (stays === undefined) tell(key);
    return stays;
  });
  return { ...kept, ...keptSigns(properties, false) };
}

/** A list keeps its length: what is counted and added up depends on it. */
function sealProducts(value: Json | undefined, tell: (key: string) => void): Json | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((product) => (isObject(product) ? keptMembers(product, KEPT_OF_PRODUCTS, tell) : null));
}

function countriesIn(value: Json | undefined): JsonObject | undefined {
  const object = Array.isArray(value) ? value[0] : value;
  if (!isObject(object)) return undefined;
  const said = Object.entries(object).flatMap(([key, member]) => {
    const country = COUNTRY_NAMES.has(key) ? keptCountry(member) : undefined;
    return country === undefined ? [] : [[key, country]];
  });
  return Object.fromEntries(said);
}

const DESTINATIONS: ReadonlySet<string> = new Set(
  ['All', 'Amazon DSP', ...[...KITS.values()].flatMap(({ name, title }) => [name, title])].map(squash),
);

/** What an event says of its destinations: yes or no, of those that are ours. */
function keptChoice(choice: JsonObject, integrations: readonly Integration[]): JsonObject {
  const ours = Object.entries(choice).filter(
    ([key]) => DESTINATIONS.has(squash(key)) || integrations.some(({ names }) => names.has(squash(key))),
  );
  return Object.fromEntries(ours.map(([key, value]) => [key, value !== false]));
}
