import { useBlocker } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';

/** Asks whoever leaves the integration with changes that are not saved. From tab to tab they stay. */
export function LeaveDialog({
  integration,
  isChanged,
}: {
  readonly integration: string;
  readonly isChanged: boolean;
}): ReactElement {
  const inside = `/integrations/${encodeURIComponent(integration)}/`;
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) => isChanged && !next.pathname.startsWith(inside),
    enableBeforeUnload: isChanged,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      title={status === 'blocked' ? 'Leave without saving?' : undefined}
      action="Leave and lose the changes"
      danger
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      What you have changed in {integration} is not saved. Stay, and save the draft, to keep it.
    </ConfirmDialog>
  );
}
