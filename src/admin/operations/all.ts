import type { GuidedConnections } from '../../connect/guided-connections.ts';
import type { DeployParts } from '../../deploy/deploy.ts';
import type { Operations } from '../api/index.ts';
import type { Handlers, Specs } from '../operation.ts';
import type { Running } from '../status.ts';
import { CONFIGURATION_SPECS, type ConfigurationParts, configurationHandlers } from './configuration.ts';
import { connectHandlers, connectSpecs } from './connect.ts';
import { DASHBOARD_SPECS, dashboardHandlers } from './dashboard.ts';
import { GATEWAY_SPECS, gatewayHandlers } from './gateway.ts';
import { INTEGRATION_SPECS, type IntegrationParts, integrationHandlers } from './integrations.ts';
import { LEDGER_SPECS, type LedgerParts, ledgerHandlers } from './ledger.ts';
import { LIBRARY_SPECS, libraryHandlers } from './library.ts';
import type { PeopleParts } from './people/parts.ts';
import { PEOPLE_SPECS, peopleHandlers } from './people.ts';
import { PIPELINE_SPECS, pipelineHandlers } from './pipelines.ts';

/** Every operation of the admin API: who may use it, and what it takes and gives. */
export const SPECS: Specs<Operations> = {
  ...GATEWAY_SPECS,
  ...PEOPLE_SPECS,
  ...LEDGER_SPECS,
  ...DASHBOARD_SPECS,
  ...LIBRARY_SPECS,
  ...INTEGRATION_SPECS,
  ...PIPELINE_SPECS,
  ...connectSpecs,
  ...CONFIGURATION_SPECS,
};

/** What all of them work with. */
export interface AdminParts extends PeopleParts, LedgerParts, IntegrationParts, DeployParts, ConfigurationParts {
  readonly running: Running;
  readonly connections: GuidedConnections;
}

export function handlers(parts: AdminParts): Handlers<Operations> {
  return {
    ...gatewayHandlers(parts.running),
    ...peopleHandlers(parts),
    ...ledgerHandlers(parts),
    ...dashboardHandlers(parts),
    ...libraryHandlers(),
    ...integrationHandlers(parts),
    ...pipelineHandlers(parts),
    ...connectHandlers(parts.connections),
    ...configurationHandlers(parts),
  };
}
