import type { IntegrationOperations } from './integrations.ts';
import type { PeopleOperations } from './people.ts';
import type { PipelineOperations } from './pipelines.ts';

/** Every operation of the admin API: what the console and the command line are typed by. */
export interface Operations extends PeopleOperations, IntegrationOperations, PipelineOperations {}
