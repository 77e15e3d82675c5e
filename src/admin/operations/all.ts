import type { Backups } from '../../backup/backups.ts';
import type { GuidedConnections } from '../../connect/guided-connections.ts';
import type { Demo } from '../../demo/demo.ts';
import type { DeployParts } from '../../deploy/deploy.ts';
import type { Operations } from '../api/index.ts';
import type { Handlers, Specs } from '../operation.ts';
import { ALERT_SPECS, type AlertingParts, alertHandlers } from './alerts.ts';
import { BACKUP_SPECS, backupHandlers } from './backups.ts';
import { CONFIGURATION_SPECS, type ConfigurationParts, configurationHandlers } from './configuration.ts';
import { connectHandlers, connectSpecs } from './connect.ts';
import { DASHBOARD_SPECS, dashboardHandlers } from './dashboard.ts';
import { DEMO_SPECS, demoHandlers } from './demo.ts';
import { GATEWAY_SPECS, type GatewayParts, gatewayHandlers } from './gateway.ts';
import { IMPORT_SPECS, type ImportParts, importHandlers } from './import.ts';
import { INTEGRATION_SPECS, type IntegrationParts, integrationHandlers } from './integrations.ts';
import { LEDGER_SPECS, type LedgerParts, ledgerHandlers } from './ledger.ts';
import { LIBRARY_SPECS, libraryHandlers } from './library.ts';
import { LIVE_SPECS, type LiveParts, liveHandlers } from './live.ts';
import type { PeopleParts } from './people/parts.ts';
import { PEOPLE_SPECS, peopleHandlers } from './people.ts';
import { PIPELINE_SPECS, pipelineHandlers } from './pipelines.ts';
import { PREVIEW_SPECS, previewHandlers } from './preview.ts';
import { SEALED_SPECS, type SealedParts, sealedHandlers } from './sealed.ts';
import { SNIPPET_SPECS, type SnippetParts, snippetHandlers } from './snippets.ts';
import { VAULT_SPECS, type VaultParts, vaultHandlers } from './vault.ts';

/** Every operation of the admin API: who may use it, and what it takes and gives. */
export const SPECS: Specs<Operations> = {
  ...GATEWAY_SPECS,
  ...ALERT_SPECS,
  ...PEOPLE_SPECS,
  ...LEDGER_SPECS,
  ...LIVE_SPECS,
  ...DASHBOARD_SPECS,
  ...LIBRARY_SPECS,
  ...INTEGRATION_SPECS,
  ...PIPELINE_SPECS,
  ...SNIPPET_SPECS,
  ...IMPORT_SPECS,
  ...DEMO_SPECS,
  ...PREVIEW_SPECS,
  ...SEALED_SPECS,
  ...connectSpecs,
  ...CONFIGURATION_SPECS,
  ...VAULT_SPECS,
  ...BACKUP_SPECS,
};

/** What all of them work with. */
export interface AdminParts
  extends GatewayParts,
    AlertingParts,
    PeopleParts,
    LedgerParts,
    LiveParts,
    IntegrationParts,
    DeployParts,
    ConfigurationParts,
    SnippetParts,
    ImportParts,
    SealedParts,
    VaultParts {
  readonly connections: GuidedConnections;
  readonly demo: Demo;
  readonly backups: Backups;
}

export function handlers(parts: AdminParts): Handlers<Operations> {
  return {
    ...gatewayHandlers(parts),
    ...alertHandlers(parts),
    ...peopleHandlers(parts),
    ...ledgerHandlers(parts),
    ...liveHandlers(parts),
    ...dashboardHandlers(parts),
    ...libraryHandlers(),
    ...integrationHandlers(parts),
    ...pipelineHandlers(parts),
    ...snippetHandlers(parts),
    ...importHandlers(parts),
    ...demoHandlers(parts.demo),
    ...previewHandlers(parts),
    ...sealedHandlers(parts),
    ...connectHandlers(parts.connections),
    ...configurationHandlers(parts),
    ...vaultHandlers(parts),
    ...backupHandlers(parts),
  };
}
