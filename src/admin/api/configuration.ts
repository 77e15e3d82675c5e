import type { Step } from '../../deploy/apply.ts';

export interface ConfigurationOperations {
  /** A file of pipelines and integrations, as `dspatch.yaml` has it; its server section is left alone. */
  'POST /api/apply': {
    body: { readonly text: string; readonly dryRun?: boolean | undefined; readonly note?: string | undefined };
    response: { readonly steps: readonly Step[]; readonly warnings: readonly string[] };
  };
  'GET /api/export': { response: { readonly text: string } };
}
