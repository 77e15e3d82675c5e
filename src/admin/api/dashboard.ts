import type { Dashboard } from '../../ledger/dashboard.ts';
import type { SourceQuery, Step } from '../../ledger/ledger.ts';
import type { Times } from './ledger.ts';

/** What to show: all given conditions must hold. */
export interface DashboardQuery extends SourceQuery, Times {
  /** The finest that is kept for all of the time, where it is not said. */
  readonly step?: Step | undefined;
}

/** The dashboard with the queue as it is now. */
export interface DashboardNow extends Dashboard {
  readonly now: {
    /** Of all pipelines and integrations. */
    readonly waiting: number;
    /** When the oldest that waits was received, epoch milliseconds. */
    readonly oldest?: number | undefined;
    readonly dead: number;
    /** Whether events are taken. */
    readonly open: boolean;
  };
}

export interface DashboardOperations {
  'GET /api/dashboard': { query: DashboardQuery; response: DashboardNow };
}
