import type { Coverage } from '../../ledger/coverage.ts';
import type { Count, CountQuery, EntryPage, EntryQuery } from '../../ledger/ledger.ts';
import type { Replayed, ReplayQuery } from '../../queue/queue.ts';

/** A time as people give it: ISO-8601, epoch seconds or milliseconds, or how long ago (`15m`, `24h`, `7d`). */
export interface Times {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** `order` is an order's id: it is looked for by its hash (event/order-key.ts). */
export type SearchQuery = Omit<EntryQuery, 'since' | 'until' | 'orderKey'> &
  Times & { readonly order?: string | undefined };
export type CountsQuery = Omit<CountQuery, 'since' | 'until'> & Times;
export type ReplayBody = Omit<ReplayQuery, 'since' | 'until'> &
  Times & {
    /** All dead letters: to be said outright. */
    readonly all?: true | undefined;
    readonly after?: number | undefined;
    readonly dryRun?: boolean | undefined;
  };

export interface LedgerOperations {
  'GET /api/events': { query: SearchQuery; response: EntryPage };
  'GET /api/counts': { query: CountsQuery; response: { readonly counts: readonly Count[] } };
  'GET /api/match': { query: CountsQuery; response: { readonly coverage: readonly Coverage[] } };
  'POST /api/replay': { body: ReplayBody; response: Replayed };
}
