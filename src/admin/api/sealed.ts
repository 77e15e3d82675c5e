import type { JsonObject } from '../../base/json.ts';
import type { ComparedPipelines } from '../../sealed/compare.ts';
import type { Resent } from '../../sealed/resend.ts';
import type { Times } from './ledger.ts';

/** One of the latest events, as far as it is kept. */
export interface RecentEvent {
  readonly messageId: string;
  readonly event: string;
  readonly receivedAt: number;
  /** When it happened; undefined where its time cannot be read. */
  readonly timestamp: number | undefined;
  /** What each integration made of it: a conversion, or a drop for this reason. */
  readonly results: readonly {
    readonly integration: string;
    readonly reason: string | undefined;
    readonly detail: string | undefined;
  }[];
  /** The call's fields: identity as hashes, other personal data left out. */
  readonly fields: JsonObject;
  /** Places whose values could not stay. */
  readonly leftOut: readonly string[];
}

/** What the latest events are mapped by, beside what runs. */
export interface CompareBody {
  /** How many of the latest events; 1,000 where it is not said. */
  readonly last?: number | undefined;
  readonly event?: string | undefined;
  readonly integration?: string | undefined;
  /**
   * `drafts` (where it is not said): the integrations of the pipeline's draft, as their own drafts are now. `revisions`: at the revisions that
   * the pipeline's draft names.
   */
  readonly with?: 'drafts' | 'revisions' | undefined;
}

export type ResendBody = Times & {
  readonly pipeline: string;
  readonly reason?: string | undefined;
  readonly event?: string | undefined;
  readonly integration?: string | undefined;
  /** messageIds. */
  readonly ids?: readonly string[] | undefined;
  /** All that match: to be said outright. */
  readonly all?: true | undefined;
  readonly after?: number | undefined;
  readonly dryRun?: boolean | undefined;
};

interface Named {
  readonly pipeline: string;
}

export interface SealedOperations {
  'GET /api/pipelines/:pipeline/recent-events': {
    params: Named;
    query: {
      readonly limit?: number | undefined;
      readonly event?: string | undefined;
      readonly messageId?: string | undefined;
    };
    response: { readonly events: readonly RecentEvent[] };
  };
  'POST /api/pipelines/:pipeline/compare': { params: Named; body: CompareBody; response: ComparedPipelines };
  'POST /api/resend': { body: ResendBody; response: Resent };
}
