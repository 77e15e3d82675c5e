import { useQueryClient } from '@tanstack/react-query';
import type { PipelineView } from '../../../src/admin/api/pipelines.ts';
import type { PipelineContent } from '../../../src/catalog/model.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { useChange, useLoaded } from '../../api/queries.ts';

/** A pipeline's draft, and how it is saved. */
export interface DraftInHand {
  readonly view: PipelineView;
  readonly problem: ApiProblem | null;
  readonly isSaving: boolean;
  /** Forgets the last problem. */
  readonly reset: () => void;
  /** Saves a draft that was made of the one of a version. */
  readonly save: (content: PipelineContent, version: number, onSaved: (saved: PipelineView) => void) => void;
}

/** The draft to work on. Where somebody else has saved meanwhile, theirs is asked for, so that it can be looked at. */
export function useDraft(pipeline: string): DraftInHand {
  const params = { pipeline };
  const client = useQueryClient();
  const view = useLoaded('GET /api/pipelines/:pipeline', { params });
  const change = useChange('PUT /api/pipelines/:pipeline');
  return {
    ...{ view, problem: change.error, isSaving: change.isPending, reset: change.reset },
    save: ({ integrations, variables }, version, onSaved) =>
      change.mutate(
        { params, body: { integrations, variables }, version },
        {
          onSuccess: onSaved,
          onError: ({ code }) => {
            if (code === 'record_conflict') void client.invalidateQueries();
          },
        },
      ),
  };
}
