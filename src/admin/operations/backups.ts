import { z } from 'zod';
import type { Backups } from '../../backup/backups.ts';
import type { BackupOperations } from '../api/backups.ts';
import type { Handlers, Specs } from '../operation.ts';

const backup = {
  name: z.string().describe('of its folder: when it was made'),
  at: z.int(),
  bytes: z.int(),
};
const folder = z.string().describe('where the backups are, on the machine of the gateway');

/** How many backups are kept where nobody says it. */
const KEPT = 7;

export const BACKUP_SPECS: Specs<BackupOperations> = {
  'GET /api/backups': {
    permission: 'administer',
    summary: 'The backups there are, newest first.',
    response: z.strictObject({ folder, backups: z.array(z.strictObject(backup)) }),
  },
  'POST /api/backups': {
    permission: 'administer',
    summary: 'Make a backup of the data directory while the gateway runs. The master key is not in it.',
    body: z.strictObject({
      keep: z.int().min(1).max(1_000).optional().describe(`how many there are then at most: older ones go; ${KEPT}`),
    }),
    response: z.strictObject({ folder, ...backup }),
    status: 201,
  },
};

export function backupHandlers({ backups }: { readonly backups: Backups }): Handlers<BackupOperations> {
  return {
    'GET /api/backups': async () => ({ folder: backups.folder, backups: await backups.list() }),
    'POST /api/backups': async ({ body, audit }) => {
      const made = await backups.make(body.keep ?? KEPT);
      audit('backup.made', made.name);
      return { folder: backups.folder, ...made };
    },
  };
}
