import type { Drop } from '../event/drop.ts';
import type { SealedCopy } from './seal.ts';

/** What one integration made of an event when it came: a conversion, or a drop. */
export interface SealedResult {
  /** Empty where the pipeline had no integration. */
  readonly integration: string;
  readonly drop?: Drop | undefined;
}

/** What is kept of one event. */
export interface SealedEvent {
  readonly pipeline: string;
  readonly messageId: string;
  /** The event's name. */
  readonly event: string;
  readonly receivedAt: number;
  readonly results: readonly SealedResult[];
  readonly copy: SealedCopy;
}

/** The same with its place: a greater id was kept later. */
export interface KeptEvent extends SealedEvent {
  readonly id: number;
}

/** Which events to read; all given conditions must hold. */
export interface SealedQuery {
  readonly pipeline: string;
  readonly event?: string | undefined;
  readonly messageId?: string | undefined;
}

/** Which events that were dropped for something mendable (event/drop.ts), the oldest first. */
export interface MendableQuery extends Omit<SealedQuery, 'messageId'> {
  readonly ids?: readonly string[] | undefined;
  /** Received at or after, and before; epoch milliseconds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Go on after this id. */
  readonly after?: number | undefined;
}

/** Within what bounds events are kept. */
export interface SealedBounds {
  /** The most of one pipeline; a half of them is for events that were dropped for something mendable. */
  readonly max: number;
  /** For how long from receipt, in milliseconds. */
  readonly keepMs: number;
}

/**
 * Where sealed copies of events are kept for a while. Drivers: sqlite, memory; both pass one suite (test/support/sealed-conformance.ts).
 *
 * A copy is a convenience and no promise: it may be missing (more events than the bounds allow, a loss of power within the last seconds, a
 * master key that is gone), and whatever reads it must do without. What was accepted is in the queue's hands.
 *
 * - Of several with one messageId in a pipeline the last is kept.
 * - Beyond the bounds the oldest go: those dropped for something mendable, and all others, each among themselves.
 */
export interface SealedEvents {
  /** Keeps events: all of them, or none. */
  put(events: readonly SealedEvent[]): Promise<void>;

  /** The newest first, at most `limit`. */
  recent(query: SealedQuery, limit: number): Promise<readonly KeptEvent[]>;

  /** The oldest first, at most `limit`; one that cannot be opened takes a place and is left out. `next` is where to go on, undefined at the end. */
  mendable(
    query: MendableQuery,
    limit: number,
  ): Promise<{ readonly events: readonly KeptEvent[]; readonly next: number | undefined }>;

  /** Puts down what came of an event since. Nothing happens where it is gone. */
  setResults(id: number, results: readonly SealedResult[]): Promise<void>;

  /** Forgets what is past its time, a bounded number each call. */
  housekeep(now: number): Promise<void>;

  close(): Promise<void>;
}
