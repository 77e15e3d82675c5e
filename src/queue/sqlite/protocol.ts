import type {
  Count,
  CountQuery,
  Entry,
  EntryPage,
  EntryQuery,
  SeriesQuery,
  SourceCounts,
} from '../../ledger/ledger.ts';
import type { Appended, IntakeState, QueueStats, Refusals, ReplayQuery } from '../queue.ts';
import type { SeriesPart } from './count-reader.ts';
import type { FlatIntakes, FlatSettlements } from './flat.ts';
import type { Reading } from './read.ts';
import type { ReplayStep } from './replay.ts';
import type { InHand } from './sweep.ts';

/** What the driver asks of the thread, and what it gets. */
export interface Operations {
  append: { args: { intakes: FlatIntakes; now: number }; result: Appended };
  settle: { args: { settlements: FlatSettlements; now: number }; result: undefined };
  readFirst: { args: { lane: string; after: number; limit: number }; result: Reading };
  readDue: { args: { lane: string; now: number; limit: number }; result: Reading };
  firstDue: { args: { lane: string; except: readonly number[] }; result: number | undefined };
  replay: {
    args: { query: ReplayQuery; after: number | undefined; dryRun: boolean; now: number };
    result: ReplayStep;
  };
  housekeep: { args: { inHand: readonly InHand[]; now: number }; result: undefined };
  stats: { args: Record<string, never>; result: QueueStats };
  search: { args: EntryQuery; result: EntryPage };
  entries: { args: readonly number[]; result: readonly Entry[] };
  countRefused: { args: { refusals: readonly Refusals[]; now: number }; result: undefined };
  counts: { args: CountQuery; result: readonly Count[] };
  seriesPart: { args: { query: SeriesQuery; before: number | undefined }; result: SeriesPart };
  totals: { args: Record<string, never>; result: readonly SourceCounts[] };
  /** Answered when the copy is whole; everything else goes on meanwhile. */
  copy: { args: { path: string }; result: number };
  /** Ends the copy that is being made. */
  endCopy: { args: Record<string, never>; result: undefined };
  close: { args: Record<string, never>; result: undefined };
}

export type Operation = keyof Operations;

/** One question to the thread. */
export type Ask = {
  [O in Operation]: { readonly seq: number; readonly op: O; readonly args: Operations[O]['args'] };
}[Operation];

/** One answer: a result, or a fault with its code. */
export type Answer =
  | { readonly seq: number; readonly result: unknown }
  | { readonly seq: number; readonly fault: { readonly code: string; readonly message: string } };

/** What the driver sends: the questions of one turn of its event loop. */
export type ToThread = readonly Ask[];

/** What the thread sends: once when it is ready (or cannot be), then answers, several at a time. */
export type FromThread =
  | { readonly ready: true; readonly intake: IntakeState; readonly settings: Settings }
  | { readonly ready: false; readonly fault: { readonly code: string; readonly message: string } }
  | {
      /** In the order in which they were worked. */
      readonly answers: readonly Answer[];
      readonly intake: IntakeState;
      /** The storage has failed for good. */
      readonly failure?: string;
    };

/** The database's settings in force. */
export interface Settings {
  readonly journalMode: string;
  readonly synchronous: number;
  readonly sqliteVersion: string;
}
