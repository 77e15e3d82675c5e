import type { Author, IntegrationContent } from '../../catalog/model.ts';
import type { Difference } from '../../deploy/differences.ts';
import type { Health } from '../../deploy/health.ts';
import type { Page } from './operation.ts';

/** An integration in the list. */
export interface IntegrationSummary {
  readonly name: string;
  readonly kit: string;
  readonly latest: number;
  /** Whether the draft differs from the newest revision. */
  readonly changed: boolean;
  readonly health: Health;
  /** The pipelines that run it, each with the revision. */
  readonly live: readonly { readonly pipeline: string; readonly revision: number }[];
}

/** An integration as it is edited. */
export interface IntegrationView extends IntegrationSummary {
  readonly draft: IntegrationContent;
  readonly version: number;
  /** Which secrets are there, by parameter: never what they are. */
  readonly secrets: Readonly<Record<string, SecretState>>;
}

/** Of a secret only this can be read. */
export interface SecretState {
  /** Where it is kept: in the gateway's vault, in a variable of its environment, in a file beside it; undefined: nowhere yet. */
  readonly kept: 'vault' | 'env' | 'file' | undefined;
  /** Whether it can be read there. */
  readonly there: boolean;
  readonly updatedAt?: number;
}

/** A revision in the list. */
export interface RevisionSummary {
  readonly number: number;
  readonly author: Author;
  readonly note: string;
  readonly at: number;
}

/** A revision, whole. */
export interface RevisionView extends RevisionSummary, IntegrationContent {
  readonly integration: string;
}

interface Named {
  readonly integration: string;
}

export interface IntegrationOperations {
  'GET /api/integrations': { response: { readonly integrations: readonly IntegrationSummary[] } };
  'POST /api/integrations': {
    body: {
      readonly name: string;
      readonly kit: string;
      readonly parameters?: IntegrationContent['parameters'] | undefined;
      readonly playbook?: IntegrationContent['playbook'] | undefined;
    };
    response: IntegrationView;
  };
  'GET /api/integrations/:integration': { params: Named; response: IntegrationView };
  'PUT /api/integrations/:integration': { params: Named; body: IntegrationContent; response: IntegrationView };
  'DELETE /api/integrations/:integration': { params: Named; response: undefined };
  'PUT /api/integrations/:integration/secrets/:parameter': {
    params: Named & { readonly parameter: string };
    body: { readonly value: string };
    response: SecretState;
  };
  'GET /api/integrations/:integration/revisions': {
    params: Named;
    query: { readonly limit?: number | undefined; readonly after?: number | undefined };
    response: Page<RevisionSummary>;
  };
  'POST /api/integrations/:integration/revisions': {
    params: Named;
    body: { readonly note?: string | undefined };
    response: RevisionView;
  };
  'GET /api/integrations/:integration/revisions/:revision': {
    params: Named & { readonly revision: number };
    response: RevisionView;
  };
  /** What differs between two states; a revision's number, or `draft`. */
  'GET /api/integrations/:integration/differences': {
    params: Named;
    query: { readonly from: string; readonly to: string };
    response: { readonly differences: readonly Difference[] };
  };
}
