import type { Snippet } from '../../analytics-js/snippets.ts';

export interface SnippetOperations {
  /** How to send events to a pipeline from a website, a server or a terminal, with its newest write key. */
  'GET /api/pipelines/:pipeline/snippets': {
    params: { readonly pipeline: string };
    response: { readonly url: string; readonly writeKey: string; readonly snippets: readonly Snippet[] };
  };
}
