import { DspatchError } from '../base/errors.ts';
import type { AdminClient } from './admin-client.ts';

/** The pipeline that is meant where none is named: the only one. Throws `usage` where there is none, or several. */
export async function onlyPipeline(client: AdminClient): Promise<string> {
  const { pipelines } = await client.call('GET /api/pipelines');
  const [first, ...others] = pipelines.map(({ name }) => name);
  if (first !== undefined && others.length === 0) return first;
  const which = first === undefined ? 'there are none' : `there are ${[first, ...others].join(', ')}`;
  throw new DspatchError('usage', `name the pipeline with --pipeline; ${which}`);
}
