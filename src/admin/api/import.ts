import type { JsonObject } from '../../base/json.ts';
import type { Imported } from '../../ingest/import.ts';

export interface ImportOperations {
  /** Takes up to 500 events as a batch of the Segment spec, and tells what became of each. A dry run stores nothing. */
  'POST /api/pipelines/:pipeline/import': {
    params: { readonly pipeline: string };
    body: { readonly events: readonly JsonObject[]; readonly dryRun?: boolean | undefined };
    response: Imported;
  };
}
