import { z } from 'zod';
import { snippets } from '../../analytics-js/snippets.ts';
import type { Clock } from '../../base/clock.ts';
import { DspatchError } from '../../base/errors.ts';
import type { Pipelines } from '../../catalog/pipelines.ts';
import type { SnippetOperations } from '../api/snippets.ts';
import type { Handlers, Specs } from '../operation.ts';
import { name } from './parts.ts';

export const SNIPPET_SPECS: Specs<SnippetOperations> = {
  'GET /api/pipelines/:pipeline/snippets': {
    permission: 'read',
    summary: 'How to send events to a pipeline, ready to be copied, with its newest write key.',
    params: z.strictObject({ pipeline: name }),
    response: z.strictObject({
      url: z.string().describe('where its events come in'),
      writeKey: z.string(),
      snippets: z.array(
        z.strictObject({
          ...{ id: z.string(), title: z.string(), language: z.enum(['html', 'javascript', 'shell']) },
          ...{ hint: z.string(), code: z.string() },
        }),
      ),
    }),
  },
};

/** What the operations of snippets work with. */
export interface SnippetParts {
  readonly pipelines: Pipelines;
  readonly clock: Clock;
  /** Where events come in, as senders know it. */
  readonly ingestUrl: () => string;
}

export function snippetHandlers({ pipelines, clock, ingestUrl }: SnippetParts): Handlers<SnippetOperations> {
  return {
    'GET /api/pipelines/:pipeline/snippets': async ({ params: { pipeline } }) => {
      const { writeKeys } = await pipelines.need(pipeline);
      const inUse = writeKeys.filter(({ endsAt = Number.POSITIVE_INFINITY }) => endsAt > clock.now());
      const newest = inUse.toSorted((a, b) => b.createdAt - a.createdAt)[0];
      if (newest === undefined) {
        throw new DspatchError('not_found', `the pipeline "${pipeline}" has no write key that is in use: add one`);
      }
      const url = ingestUrl();
      return { url, writeKey: newest.key, snippets: snippets(url, newest.key) };
    },
  };
}
