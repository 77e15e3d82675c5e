import { useBlocker } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { useDraft } from './draft.ts';

/**
 * Asks whoever goes elsewhere in the integration, or to the other view of its mapping, while what they typed is no draft yet. Outside of it that
 * is asked for all of the draft.
 */
export function LeaveTextDialog(): ReactElement {
  const { isHeld, view } = useDraft();
  const inside = `/integrations/${encodeURIComponent(view.name)}/`;
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isHeld &&
      next.pathname.startsWith(inside) &&
      (next.pathname !== current.pathname || asOf(next) !== asOf(current)),
    enableBeforeUnload: false,
    withResolver: true,
  });
  // What was on its way to the gateway may have been taken meanwhile.
  useEffect(() => {
    if (status === 'blocked' && !isHeld) proceed?.();
  }, [status, isHeld, proceed]);
  return (
    <ConfirmDialog
      title={status === 'blocked' ? 'Go on without what you typed?' : undefined}
      action="Go on, and lose it"
      danger
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      What you typed cannot be taken into the draft as it is. Stay, and mend what is marked; or go on with the draft as
      it was before.
    </ConfirmDialog>
  );
}

/** Which view of the mapping an address shows. */
function asOf({ search }: { readonly search: object }): unknown {
  return 'as' in search && search.as !== '' ? search.as : undefined;
}
