import type { LiveEvent, LiveSettled } from '../../src/telemetry/live-item.ts';
import type { LiveMessage } from '../../src/telemetry/live-watcher.ts';

/** An event of the live stream, with what became of its deliveries so far, the oldest first. */
export interface LiveRow {
  readonly id: string;
  readonly event: LiveEvent;
  readonly settled: readonly LiveSettled[];
}

/** What a page shows of the stream. */
export interface LiveView {
  /** The newest first. */
  readonly rows: readonly LiveRow[];
  /** How many messages did not get here. */
  readonly missed: number;
}

export const NOTHING: LiveView = { rows: [], missed: 0 };

/** The most rows that a page keeps. */
export const MOST_ROWS = 500;

/**
 * A view with the messages that came since, in the order in which they came. A stream that begins anew may bring an event again: it is there
 * once. What became of a delivery whose event is not there (any more) shows nowhere.
 */
export function withMessages({ rows, missed }: LiveView, messages: readonly LiveMessage[]): LiveView {
  const all = new Map(rows.toReversed().map((row) => [row.id, row]));
  const latest = new Map([...all.values()].map(({ id, event }) => [placeOf(event), id]));
  let lost = missed;
  for (const message of messages) {
    if (message.event === 'missed') lost += message.data.n;
    else if (message.event === 'event') {
      if (all.has(message.id)) continue;
      all.set(message.id, { id: message.id, event: message.data, settled: [] });
      latest.set(placeOf(message.data), message.id);
    } else {
      const row = all.get(latest.get(placeOf(message.data)) ?? '');
      if (row !== undefined) all.set(row.id, { ...row, settled: [...row.settled, message.data] });
    }
  }
  return { rows: [...all.values()].slice(-MOST_ROWS).reverse(), missed: lost };
}

function placeOf({ pipeline, messageId }: Pick<LiveEvent, 'pipeline' | 'messageId'>): string {
  return `${pipeline} ${messageId}`;
}
