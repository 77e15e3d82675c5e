import type { NoteCode } from '../amazon/conversion.ts';
import type { DeadReason } from '../delivery/outcome.ts';
import type { Drop } from '../event/drop.ts';
import type { EventType } from '../event/event.ts';

/** One event with what each integration of its pipeline made of it. */
export interface Intake {
  readonly pipeline: string;
  readonly messageId: string;
  /** The event's name. */
  readonly event: string;
  /** For the live view; not stored. */
  readonly type?: EventType | undefined;
  /**
   * The name of the section by which a playbook of the pipeline maps it, where there is one for the name: names come from outside, and what
   * counts by name must keep counting these, whatever else comes.
   */
  readonly mappedAs?: string | undefined;
  /** Finds the events of an order (event/order-key.ts); the order's id itself is not stored. */
  readonly orderKey?: string | undefined;
  readonly receivedAt: number;
  /** When it happened; when it was received, where it did not say. Epoch milliseconds. */
  readonly occurredAt: number;
  /** One for each integration; a pipeline without integrations has one drop with an empty integration. */
  readonly routes: readonly Route[];
}

/** Types of match keys as numbers, a bit for each (identity/readiness.ts): in use, and there but of no use. */
export interface MatchMasks {
  readonly present: number;
  readonly unusable: number;
  /** Left out because the API takes no more of them; for the live view, and not stored. */
  readonly beyond?: number | undefined;
}

/** What is told of an event in one integration, whatever becomes of it. */
interface RouteAbout {
  readonly integration: string;
  /** What Amazon is to count it as (pipeline/counts-as.ts), for the counters; absent where that was not found out. */
  readonly definition?: string | undefined;
  /** By what the consent gate decided; absent where it was not asked. */
  readonly consent?: string | undefined;
  /** For the counters of match keys; absent where identity was not looked for. */
  readonly match?: MatchMasks | undefined;
}

/** What becomes of an event in one integration: it waits for delivery, or is dropped for a reason. */
export type Route = RouteAbout &
  (
    | {
        readonly drop?: undefined;
        /** Tells it from the first conversion of the event in the integration, where it counts for several. */
        readonly target?: string | undefined;
        /** Deliveries of one lane may share a request; each lane is worked by itself. */
        readonly lane: string;
        /** The item as it will be sent. Hashed; what is stored is what will be sent. */
        readonly wire: string;
        /** What it is sent without, by codes; for the live view, and not stored. */
        readonly notes?: readonly NoteCode[] | undefined;
        /** When it grows too old to be sent, epoch milliseconds. */
        readonly expiresAt: number;
        /** For how long, from receipt, the same messageId counts as a duplicate; milliseconds. */
        readonly dedupeFor: number;
      }
    | { readonly drop: Drop }
  );

/** What was refused at the door: how many requests or items, and by which code. Nothing of what was sent. */
export interface Refusals {
  /** The pipeline that the write key named; empty where none did. */
  readonly pipeline: string;
  readonly code: string;
  readonly n: number;
}

/** What an append came to, over all routes. */
export interface Appended {
  readonly deliveries: number;
  readonly drops: number;
  readonly duplicates: number;
  /** Where there are duplicates: which of the routes they are, counted from 0 over all intakes. */
  readonly duplicated?: readonly number[] | undefined;
}

/** A delivery that a worker holds for the time of its lease. */
export interface Leased {
  readonly id: number;
  /** Names this lease: a settlement under an older one is refused. */
  readonly lease: number;
  /** The item as it will be sent, in UTF-8. It may be emptied once the delivery is settled. */
  readonly wire: Buffer;
  /** Attempts so far that cost one. */
  readonly attempts: number;
  readonly expiresAt: number;
  readonly receivedAt: number;
}

export interface LeaseOptions {
  /** At most this many, and at most this many bytes of wire (but always one). */
  readonly max: number;
  readonly maxBytes: number;
  /** How long the lease holds, in milliseconds. */
  readonly leaseMs: number;
}

/** What became of a leased delivery. */
export type Settlement = { readonly id: number; readonly lease: number } & (
  | { readonly to: 'done'; readonly requestId?: string | undefined }
  | {
      readonly to: 'again';
      /** When to try again, epoch milliseconds. */
      readonly at: number;
      readonly costsAttempt: boolean;
      /** Why, for people. */
      readonly detail?: string | undefined;
      /** Goes again in another form: as this item, in this lane. */
      readonly as?: { readonly wire: string; readonly lane: string } | undefined;
    }
  | {
      readonly to: 'dead';
      readonly reason: DeadReason;
      readonly detail?: string | undefined;
      readonly requestId?: string | undefined;
    }
);

/** Which dead letters to replay; all given conditions must hold. */
export interface ReplayQuery {
  readonly ids?: readonly number[] | undefined;
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly event?: string | undefined;
  readonly reason?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** One step of a replay. */
export interface Replayed {
  readonly replayed: number;
  /** Left where they are, because Amazon would refuse them as too old. */
  readonly tooOld: number;
  /** Where to go on; undefined when all that match have been looked at. */
  readonly next: number | undefined;
}

/** Whether the queue takes events just now. */
export type IntakeState =
  | { readonly open: true }
  | { readonly open: false; readonly reason: 'high_water' | 'disk_low' | 'failed'; readonly message: string };

/** What is in the queue. */
export interface QueueStats {
  readonly lanes: readonly LaneStats[];
  readonly dead: number;
  /** What the queue takes on disk (or in memory), in bytes. */
  readonly bytes: number;
  readonly intake: IntakeState;
}

/** What waits in one lane. */
export interface LaneStats {
  readonly lane: string;
  readonly waiting: number;
  /** When the oldest of them was received; undefined when none waits. */
  readonly oldest: number | undefined;
}

/**
 * Where deliveries wait, durably, between the answer 200 and Amazon's own answer. Drivers: sqlite, memory; all of them pass
 * one suite (conformance.ts). Times are the caller's: every call that needs one is handed `now`, in epoch milliseconds.
 *
 * What a caller may rely on:
 *
 * - When `append` has resolved, every intake is stored whole - deliveries, dedupe keys, drops and their ledger
 *   entries in one transaction - and survives what the driver's `durability` says. When it rejects, none of it is stored.
 * - A delivery leaves the queue only by a settlement: `done` and `dead` end it, `again` keeps it. A delivery that is leased and
 *   never settled returns when its lease ends, or at once when the queue is opened again.
 * - At most one worker holds a delivery at a time. `settle` refuses, by id, what was settled before or is held under
 *   another lease, and stores the rest, in one transaction with the ledger.
 * - The wire of a delivery never changes (save by `again ... as`), so every attempt and every replay carries the same dedupe id.
 */
export interface Queue {
  /** What a resolved append survives: `full`: loss of power; `process`: death of the process; `none`. */
  readonly durability: 'full' | 'process' | 'none';

  /**
   * Stores intakes. A route whose (pipeline, integration, target, messageId) was taken within `dedupeFor` becomes a drop `duplicate`, also within
   * one call. Rejects with code `queue_closed_to_intake` when intake is closed, or with the storage's own fault.
   */
  append(intakes: readonly Intake[], now: number): Promise<Appended>;

  /** Whether append would be taken; cheap, for asking before any work is done. */
  intake(): IntakeState;

  /**
   * Counts what was refused. Cheap, however often it comes: it is gathered in memory and stored with the next `housekeep`, before the next
   * counts are read, and at the end. A process that is killed takes along what it gathered since.
   */
  countRefused(refusals: Refusals, now: number): void;

  /**
   * Hands out deliveries of a lane that are due, oldest first: first tries in order of receipt, retries when their time has
   * come. Empty when none is due; `onReady` tells when to ask again.
   */
  lease(lane: string, options: LeaseOptions, now: number): Promise<readonly Leased[]>;

  /** When the next retry of a lane falls due, epoch milliseconds; undefined when nothing waits for a time. */
  nextDue(lane: string, now: number): Promise<number | undefined>;

  /** Calls back when deliveries of lanes may have become ready to lease (appended, replayed). Returns how to stop that. */
  onReady(listener: (lanes: ReadonlySet<string>) => void): () => void;

  /** Stores what became of leased deliveries. Resolves to the ids that were refused as stale. */
  settle(settlements: readonly Settlement[], now: number): Promise<readonly number[]>;

  /**
   * Puts dead letters back to wait, with the wire they had. Looks at a bounded number a call; go on with `after: next`.
   * `dryRun` counts without doing.
   */
  replay(query: ReplayQuery, options: { after?: number | undefined; dryRun?: boolean }, now: number): Promise<Replayed>;

  /**
   * Work to be done about once a second, in small steps: ends leases, turns what has grown too old into dead letters (in
   * lanes that nobody works, too), forgets what is past retention, looks after disk space.
   */
  housekeep(now: number): Promise<void>;

  stats(): Promise<QueueStats>;

  /**
   * Calls back once if the storage fails for good (an I/O error, a damaged file): nothing is acknowledged from then on, and the
   * process should end.
   */
  onFailure(listener: (error: Error) => void): void;

  /** Waits for what is under way, and closes. The queue takes no calls after it. */
  close(): Promise<void>;
}

/** For how long things are remembered, in milliseconds. */
export interface Retention {
  /** Ledger entries of what was delivered or dropped, and counters. */
  readonly ledger: number;
  /** Dead letters. */
  readonly dead: number;
}
