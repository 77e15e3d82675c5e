import type { Json } from '../base/json.ts';
import type { IntegrationContent, PipelineContent } from './model.ts';

/** What an integration is made of, as JSON and without what else stands beside it. */
export function integrationJson({ kit, parameters, playbook }: IntegrationContent): Json {
  return { kit, parameters: { ...parameters }, playbook: playbook as unknown as Json };
}

/** What of a pipeline is deployed, as JSON and without what else stands beside it. */
export function pipelineJson({ integrations, variables }: PipelineContent): Json {
  return {
    integrations: integrations.map(({ integration, revision }) => ({ integration, revision })),
    variables: { ...variables },
  };
}
