import { Outlet, useRouter } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';

/** What is around every screen: the way past the navigation, and where the keyboard goes when another screen opens. */
export function Root(): ReactElement {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        const title = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
        title?.focus({ preventScroll: true });
      }),
    [router],
  );
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Outlet />
    </>
  );
}
