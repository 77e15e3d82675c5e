import type { AlertOperations } from './alerts.ts';
import type { BackupOperations } from './backups.ts';
import type { ConfigurationOperations } from './configuration.ts';
import type { ConnectOperations } from './connect.ts';
import type { DashboardOperations } from './dashboard.ts';
import type { DemoOperations } from './demo.ts';
import type { GatewayOperations } from './gateway.ts';
import type { ImportOperations } from './import.ts';
import type { IntegrationOperations } from './integrations.ts';
import type { LedgerOperations } from './ledger.ts';
import type { LibraryOperations } from './library.ts';
import type { LiveOperations } from './live.ts';
import type { PeopleOperations } from './people.ts';
import type { PipelineOperations } from './pipelines.ts';
import type { PreviewOperations } from './preview.ts';
import type { SealedOperations } from './sealed.ts';
import type { SnippetOperations } from './snippets.ts';
import type { VaultOperations } from './vault.ts';

/** Every operation of the admin API, by method and path: what each takes and gives. */
export interface Operations
  extends GatewayOperations,
    AlertOperations,
    PeopleOperations,
    LedgerOperations,
    LiveOperations,
    DashboardOperations,
    LibraryOperations,
    IntegrationOperations,
    PipelineOperations,
    SnippetOperations,
    ImportOperations,
    DemoOperations,
    PreviewOperations,
    SealedOperations,
    ConnectOperations,
    ConfigurationOperations,
    VaultOperations,
    BackupOperations {}
