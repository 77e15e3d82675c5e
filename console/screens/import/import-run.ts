import type { JsonObject } from '../../../src/base/json.ts';
import type { Imported } from '../../../src/ingest/import.ts';
import { ApiProblem } from '../../api/problem.ts';
import { type Chunk, chunkFrom } from './chunks.ts';
import type { ItemSource } from './item.ts';

/** What became, or would become, of a row in one integration. */
export interface RowFate {
  readonly row: number;
  readonly messageId: string;
  /** Empty where it came to none. */
  readonly integration: string;
  readonly fate: 'accepted' | 'duplicate' | 'dropped' | 'refused';
  /** Empty where it was accepted. */
  readonly reason: string;
  /** In the gateway's words, without values that are personal. */
  readonly detail: string;
}

/** What a run works with. */
export interface RunOptions {
  /** Sends events; rejects with an ApiProblem. */
  readonly send: (events: readonly JsonObject[]) => Promise<Imported>;
  /** Waits so many seconds, or until it is stopped. */
  readonly wait: (seconds: number) => Promise<void>;
  /** Told of each request's rows, and of the place to go on at. */
  readonly onChunk: (fates: readonly RowFate[], next: number) => void;
  readonly signal: AbortSignal;
}

/** How long the gateway wants to be left alone where it says nothing, in seconds. */
const WAIT = 10;

/**
 * Sends a file's events from a place on, one request after another. Where the gateway takes nothing just now it waits as long as it is told
 * to, and goes on. Ends at the end of the file, or when it is stopped, after the request that is under way. Rejects with what else the gateway
 * says; going on at the place that was told last sends nothing twice.
 */
export async function runImport(source: ItemSource, from: number, options: RunOptions): Promise<void> {
  let place = from;
  while (place < source.count && !options.signal.aborted) {
    const chunk = await chunkFrom(source, place);
    const imported = chunk.events.length === 0 ? NOTHING : await sendPatiently(chunk.events, options);
    if (imported === undefined) return;
    place = chunk.next;
    options.onChunk(fatesOf(chunk, imported), place);
  }
}

const NOTHING: Pick<Imported, 'events' | 'problems'> = { events: [], problems: [] };

/** Undefined where it was stopped while it waited. */
async function sendPatiently(events: readonly JsonObject[], options: RunOptions): Promise<Imported | undefined> {
  while (!options.signal.aborted) {
    try {
      return await options.send(events);
    } catch (error) {
      if (!(error instanceof ApiProblem && BUSY.has(error.status))) throw error;
      await options.wait(error.retryAfterS ?? WAIT);
    }
  }
  return undefined;
}

const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** What became of each row of a request, in their order. */
export function fatesOf(
  { rows, refused }: Chunk,
  { events, problems }: Pick<Imported, 'events' | 'problems'>,
): RowFate[] {
  const rowsAt = (index: number): readonly number[] => rows[index] ?? [];
  const fates = [
    ...refused.map(({ row, code, message }) => refusedRow(row, '', code, message)),
    ...problems.flatMap(({ index, code, message, messageId }) =>
      rowsAt(index).map((row) => refusedRow(row, messageId ?? '', code, message)),
    ),
    ...events.flatMap(({ index, messageId, routes }) =>
      routes.flatMap(({ integration, reason, detail }) => {
        const fate: RowFate['fate'] =
          reason === undefined ? 'accepted' : reason === 'duplicate' ? 'duplicate' : 'dropped';
        const became = { messageId, integration, fate, reason: reason ?? '', detail: detail ?? '' };
        return rowsAt(index).map((row): RowFate => ({ row, ...became }));
      }),
    ),
  ];
  return fates.sort((a, b) => a.row - b.row);
}

function refusedRow(row: number, messageId: string, reason: string, detail: string): RowFate {
  return { row, messageId, integration: '', fate: 'refused', reason, detail };
}
