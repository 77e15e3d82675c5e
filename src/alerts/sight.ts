import type { Tally } from '../ledger/ledger.ts';
import type { IntakeState, LaneStats } from '../queue/queue.ts';

/** All that the judgements look at: what the gateway knows at a moment. */
export interface Sight {
  /** Epoch milliseconds. */
  readonly now: number;
  /** For how long the gateway has been there to hear of events, in milliseconds. */
  readonly listening: number;
  readonly intake: IntakeState;
  readonly lanes: readonly LaneStats[];
  readonly destinations: readonly DestinationSight[];
  /** What was counted in the minutes that count for dead letters, and in the last hour. */
  readonly recent: readonly CountsSight[];
  readonly lastHour: readonly CountsSight[];
  /** The pipelines that had no event in all the hours that silence takes. */
  readonly silent: readonly SilentSight[];
  /** When the consent of an integration was given, where that is known; epoch milliseconds. */
  readonly consents: readonly { readonly integration: string; readonly at: number }[];
}

/** How a lane's destination stands. */
export interface DestinationSight {
  readonly integration: string;
  readonly lane: string;
  /** Undefined while it is sent to, however slowly. */
  readonly paused: { readonly why: string; readonly byPerson: boolean } | undefined;
}

/** What was counted of one integration of a pipeline. */
export interface CountsSight {
  readonly pipeline: string;
  readonly integration: string;
  readonly counts: Tally;
}

/** A pipeline without events, and whether it had some in the same hours of the days before. */
export interface SilentSight {
  readonly pipeline: string;
  /** Yesterday first; as many as there are since its first event, at most 7. */
  readonly daysBefore: readonly boolean[];
}
