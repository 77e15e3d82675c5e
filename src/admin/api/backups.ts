import type { Backup } from '../../backup/backups.ts';

export type { Backup } from '../../backup/backups.ts';

/** Backups of the data directory. */
export interface BackupOperations {
  'GET /api/backups': { response: { readonly folder: string; readonly backups: readonly Backup[] } };
  /** `keep`: how many there are then at most; 7 where it is not said. */
  'POST /api/backups': { body: { readonly keep?: number | undefined }; response: Backup & { readonly folder: string } };
}
