import type { ConfigurationOperations } from './configuration.ts';
import type { ConnectOperations } from './connect.ts';
import type { DashboardOperations } from './dashboard.ts';
import type { GatewayOperations } from './gateway.ts';
import type { IntegrationOperations } from './integrations.ts';
import type { LedgerOperations } from './ledger.ts';
import type { LibraryOperations } from './library.ts';
import type { PeopleOperations } from './people.ts';
import type { PipelineOperations } from './pipelines.ts';

/** Every operation of the admin API, by method and path: what each takes and gives. */
export interface Operations
  extends GatewayOperations,
    PeopleOperations,
    LedgerOperations,
    DashboardOperations,
    LibraryOperations,
    IntegrationOperations,
    PipelineOperations,
    ConnectOperations,
    ConfigurationOperations {}
