import { MATCH_KEY_TYPES, type MatchKeyType, type NoteCode } from '../amazon/conversion.ts';
import type { DeadReason } from '../delivery/outcome.ts';
import type { DropReason } from '../event/drop.ts';
import type { EventType } from '../event/event.ts';
import { typesOf } from '../identity/readiness.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Intake, Route, Settlement } from '../queue/queue.ts';

/** An event as a viewer is shown it, once it is stored. It tells which values there were, and none of them. */
export interface LiveEvent {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly pipeline: string;
  readonly messageId: string;
  readonly event: string;
  readonly type: EventType | undefined;
  /** What became of it in each integration; of an event that counts several times, for each of these. */
  readonly routes: readonly LiveRoute[];
}

/** What mapping made of an event in one integration. */
export interface LiveRoute {
  /** Empty where the pipeline has none. */
  readonly integration: string;
  readonly fate: LiveFate;
  /** Why it was dropped. */
  readonly reason?: DropReason | undefined;
  readonly detail?: string | undefined;
  /** Tells it from the first conversion of the event in the integration. */
  readonly target?: string | undefined;
  readonly lane?: string | undefined;
  /** By what the consent gate decided. */
  readonly consent?: string | undefined;
  /** What it is sent without. */
  readonly notes?: readonly NoteCode[] | undefined;
  /** Absent where identity was not looked for. */
  readonly keys?: LiveKeys | undefined;
}

export const LIVE_FATES = ['mapped', 'dropped'] as const;
export type LiveFate = (typeof LIVE_FATES)[number];

/** The match keys of an event, by type, among those that the integration sends. */
export interface LiveKeys {
  readonly present: readonly MatchKeyType[];
  /** A value was there, and none that could be used. */
  readonly unusable: readonly MatchKeyType[];
  readonly missing: readonly MatchKeyType[];
}

/** What became of a delivery: the pipeline, the messageId and the integration say of which event. */
export interface LiveSettled {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly pipeline: string;
  readonly messageId: string;
  readonly integration: string;
  readonly event: string;
  /** The id of its entry in the ledger. */
  readonly entry: number;
  /** `again`: it waits for another try. */
  readonly became: (typeof LIVE_ENDS)[number];
  /** Why it died. */
  readonly reason?: DeadReason | undefined;
  /** For people: Amazon's own words, or what kept it from Amazon. */
  readonly detail?: string | undefined;
  /** The request id that Amazon gave. */
  readonly requestId?: string | undefined;
  /** When it is tried again, epoch milliseconds. */
  readonly nextAt?: number | undefined;
}

export const LIVE_ENDS = ['delivered', 'again', 'dead'] as const;

/**
 * Shows an event that is stored. `isDuplicate` says of the place of each of its routes whether the queue knew the event already: what is
 * mapped is a drop then.
 */
export function liveEvent(intake: Intake, pipeline: Pipeline, isDuplicate: (place: number) => boolean): LiveEvent {
  const { receivedAt, messageId, event, type, routes } = intake;
  const shown = routes.map((route, place) => liveRoute(route, pipeline, isDuplicate(place)));
  return { receivedAt, pipeline: intake.pipeline, messageId, event, type, routes: shown };
}

function liveRoute(route: Route, pipeline: Pipeline, isDuplicate: boolean): LiveRoute {
  const { integration, consent } = route;
  const about = { ...(consent === undefined ? {} : { consent }), ...keysOf(route, pipeline) };
  const drop = route.drop ?? (isDuplicate ? { reason: 'duplicate' as const } : undefined);
  if (drop !== undefined) return { integration, fate: 'dropped', ...drop, ...about };
  const { target, lane, notes } = route as Exclude<Route, { drop: object }>;
  return {
    ...{ integration, fate: 'mapped', lane, ...about },
    ...(target === undefined || target === '' ? {} : { target }),
    ...(notes === undefined ? {} : { notes }),
  };
}

function keysOf({ integration, match }: Route, pipeline: Pipeline): { readonly keys?: LiveKeys } {
  if (match === undefined) return {};
  const { present, unusable, beyond = 0 } = match;
  const sent = pipeline.integrations.find(({ name }) => name === integration)?.options.identity.types;
  const found = new Set(typesOf(present | unusable | beyond));
  const missing = MATCH_KEY_TYPES.filter((type) => sent?.has(type) && !found.has(type));
  return { keys: { present: typesOf(present), unusable: typesOf(unusable), missing } };
}

/** Shows what became of a delivery, whose entry in the ledger says of what event it is. */
export function liveSettled(settlement: Settlement, entry: Entry, at: number): LiveSettled {
  const { pipeline, messageId, integration, event, id } = entry;
  const about = { at, pipeline, messageId, integration, event, entry: id };
  if (settlement.to === 'again') {
    return { ...about, became: 'again', detail: settlement.detail, nextAt: settlement.at };
  }
  const { requestId } = settlement;
  const answered = requestId === undefined ? {} : { requestId };
  if (settlement.to === 'done') return { ...about, became: 'delivered', ...answered };
  const { reason, detail } = settlement;
  return { ...about, became: 'dead', reason, ...(detail === undefined ? {} : { detail }), ...answered };
}
