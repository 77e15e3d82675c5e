import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Entry } from '../../../src/ledger/ledger.ts';
import { useMay } from '../../api/session.ts';
import { type BulkRun, replayRun, resendRun } from '../../parts/bulk-run.ts';
import { BulkRunDialog } from '../../parts/bulk-run-dialog.tsx';
import { useReasons } from '../../parts/use-reasons.ts';

/** Replays a dead letter, or runs a drop again whose reason can be mended; nothing for all others. */
export function RunAgain({ entry }: { readonly entry: Entry }): ReactElement {
  // What it is about stays while it is open, whatever becomes of the event meanwhile.
  const [open, setOpen] = useState<BulkRun>();
  const mayDeploy = useMay('deploy');
  const reasons = useReasons();
  const { fate, reason, pipeline, integration, messageId, id } = entry;
  const isMendable = fate === 'dropped' && reasons.some(({ code, mendable }) => code === reason && mendable === true);
  const run =
    fate === 'dead'
      ? replayRun({ ids: [id] })
      : resendRun({ pipeline, ids: [messageId], ...(integration === '' ? {} : { integration }) });
  return (
    <>
      {mayDeploy && (fate === 'dead' || isMendable) && (
        <Button size="xs" onClick={() => setOpen(run)}>
          {run.action}
        </Button>
      )}
      {open !== undefined && <BulkRunDialog run={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
