import { z } from 'zod';
import type { Backups } from '../../backup/backups.ts';
import type { BackupOperations, BackupsView } from '../api/backups.ts';
import type { Handlers, Specs } from '../operation.ts';

const view = z.strictObject({
  folder: z.string().describe('where they are, on the machine of the gateway'),
  backups: z.array(z.strictObject({ name: z.string().describe('of its folder'), at: z.int(), bytes: z.int() })),
  making: z.strictObject({
    now: z.strictObject({ begunAt: z.int(), bytes: z.int(), of: z.int() }).optional(),
    failed: z
      .strictObject({ at: z.int(), code: z.string(), message: z.string() })
      .optional()
      .describe('why the last attempt came to nothing'),
  }),
});

/** How many backups are kept where nobody says it. */
const KEPT = 7;

export const BACKUP_SPECS: Specs<BackupOperations> = {
  'GET /api/backups': {
    permission: 'administer',
    summary: 'The backups there are, newest first, and how the one gets on that is being made.',
    response: view,
  },
  'POST /api/backups': {
    permission: 'administer',
    summary: 'Begin to make a backup of the data directory while the gateway runs. The master key is not in it.',
    body: z.strictObject({
      keep: z.int().min(1).max(1_000).optional().describe(`how many there are then at most: older ones go; ${KEPT}`),
    }),
    response: view,
    status: 202,
  },
};

export function backupHandlers({ backups }: { readonly backups: Backups }): Handlers<BackupOperations> {
  const look = async (): Promise<BackupsView> => ({
    ...{ folder: backups.folder, backups: await backups.list(), making: await backups.making() },
  });
  return {
    'GET /api/backups': look,
    'POST /api/backups': async ({ body: { keep = KEPT }, audit }) => {
      await backups.begin(keep);
      audit('backup.begun', 'backups', { after: { keep } });
      return look();
    },
  };
}
