import type { IntegrationContent } from '../../catalog/model.ts';
import type { Preview } from '../../preview/preview.ts';

/** An event's way through an integration, and what it was mapped with. */
export interface PreviewView extends Preview {
  readonly integration: string;
  /** `draft`, `content` (what was handed in), or a revision's number. */
  readonly of: 'draft' | 'content' | number;
  /** The pipeline whose variables were used; absent where it was looked at without one. */
  readonly pipeline?: string | undefined;
}

export interface PreviewOperations {
  /**
   * Changes nothing. `event` is one call, as an object or as its text, which keeps long numbers as they were written. With `pipeline` and neither
   * `of` nor `content` it is what that pipeline runs; else the variables of its draft are used, as a deployment would bring them.
   */
  'POST /api/integrations/:integration/preview': {
    params: { readonly integration: string };
    body: {
      readonly event: object | string;
      readonly of?: 'draft' | number | undefined;
      /** An unsaved draft. */
      readonly content?: IntegrationContent | undefined;
      readonly pipeline?: string | undefined;
    };
    response: PreviewView;
  };
}
