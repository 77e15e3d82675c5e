import type { KitView } from '../../../src/admin/api/library.ts';
import { call } from '../../api/client.ts';
import { ApiProblem, asProblem } from '../../api/problem.ts';
import { sampleEvent } from '../../parts/sample-event.ts';
import { isOfPolicy, type Policy, withPolicy } from './policy.ts';

/** An integration whose policy was saved: in its draft, and as a revision. */
export interface SavedPolicy {
  readonly integration: string;
  readonly revision: number;
}

/**
 * Saves a policy into the draft of an integration, as that is now, and a revision of it. Rejects with an ApiProblem where the gateway finds
 * something wrong with the policy, at its parameter; then nothing was saved.
 */
export async function savePolicy(
  integration: string,
  policy: Policy,
  note: string,
  kits: readonly KitView[],
): Promise<SavedPolicy> {
  const params = { integration };
  const { draft, version } = await call('GET /api/integrations/:integration', { params });
  const kit = kits.find(({ name }) => name === draft.kit);
  const body = kit === undefined ? draft : withPolicy(kit, draft, policy);
  await check(integration, body);
  await call('PUT /api/integrations/:integration', { params, body, version });
  const { number } = await call('POST /api/integrations/:integration/revisions', {
    params,
    body: note.trim() === '' ? {} : { note },
  });
  return { integration, revision: number };
}

/** A draft may be unfinished, and its policy may not be wrong: a preview tells what is. */
async function check(integration: string, content: ReturnType<typeof withPolicy>): Promise<void> {
  const given = { params: { integration }, body: { content, event: sampleEvent('Page') } };
  try {
    await call('POST /api/integrations/:integration/preview', given);
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code !== 'invalid_configuration') throw problem;
    const problems = problem.problems.filter(({ path }) => isOfPolicy(path.replace(/^parameters\./, '')));
    if (problems.length === 0) return;
    const { status, code, title } = problem;
    const detail = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new ApiProblem({ status, code, title, detail, problems });
  }
}
