import type { Backup, Making } from '../../backup/backups.ts';

export type { Backup, Making } from '../../backup/backups.ts';

/** The backups of a data directory. */
export interface BackupsView {
  /** On the machine of the gateway. */
  readonly folder: string;
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly making: Making;
}

/** Backups of the data directory. */
export interface BackupOperations {
  'GET /api/backups': { response: BackupsView };
  /** Begins to make one; how that gets on is told by looking. `keep`: how many there are then at most; 7 where it is not said. */
  'POST /api/backups': { body: { readonly keep?: number | undefined }; response: BackupsView };
}
