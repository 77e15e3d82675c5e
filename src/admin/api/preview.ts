import type { IntegrationContent } from '../../catalog/model.ts';
import type { Preview } from '../../preview/preview.ts';

/** An event's way through an integration, and what it was mapped with. */
export interface PreviewView extends Preview {
  readonly integration: string;
  /** `draft`, `content` (what was handed in), or a revision's number. */
  readonly of: 'draft' | 'content' | number;
  /** The pipeline whose variables were used; absent where it was looked at without one. */
  readonly pipeline?: string | undefined;
  /** Of a sealed copy: places that the playbook reads and the copy has not. Of the event itself something else may have come. */
  readonly notKept?: readonly string[] | undefined;
}

/** What is looked at, and by what. */
export interface PreviewBody {
  /** One call, as an object or as its text, which keeps long numbers as they were written. */
  readonly event?: object | string | undefined;
  /** In its place: one of the latest events, as far as its sealed copy is kept. It is mapped as of when it came. */
  readonly recent?: { readonly pipeline: string; readonly messageId: string } | undefined;
  readonly of?: 'draft' | number | undefined;
  /** An unsaved draft. */
  readonly content?: IntegrationContent | undefined;
  readonly pipeline?: string | undefined;
}

export interface PreviewOperations {
  /**
   * Changes nothing. Exactly one of `event` and `recent` is given. With `pipeline` and neither `of` nor `content` it is what that pipeline
   * runs; else the variables of its draft are used, as a deployment would bring them. A copy under an unsaved draft takes the permission to edit.
   */
  'POST /api/integrations/:integration/preview': {
    params: { readonly integration: string };
    body: PreviewBody;
    response: PreviewView;
  };
}
