import type { Entry } from '../../ledger/ledger.ts';
import type { LiveEvent, LiveSettled } from '../../telemetry/live-item.ts';
import type { LiveFilter, LiveMessage } from '../../telemetry/live-watcher.ts';
import type { EventStream } from './operation.ts';

/** The whole way of one event, as far as it is kept. */
export interface EventWay {
  readonly pipeline: string;
  readonly messageId: string;
  readonly event: string;
  readonly integrations: readonly {
    /** Empty where the pipeline has none. */
    readonly integration: string;
    /** Each time that it came, and each conversion that it became, newest first. */
    readonly entries: readonly Entry[];
  }[];
  /** What the live view still has of it: its match keys, what it was sent without, and each try. Nothing, once it is older than that. */
  readonly recent: { readonly events: readonly LiveEvent[]; readonly settled: readonly LiveSettled[] };
}

export interface LiveOperations {
  /** The last events, then each as it comes, and what becomes of their deliveries. */
  'GET /api/live': { query: LiveFilter; response: EventStream<LiveMessage> };
  'GET /api/pipelines/:pipeline/events/:messageId': {
    params: { readonly pipeline: string; readonly messageId: string };
    response: EventWay;
  };
}
