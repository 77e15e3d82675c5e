import { useEffect, useState } from 'react';

/** For dialogs that are there only while they are open: when one goes, the keyboard is back where it was opened from. */
export function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}
