/**
 * Goes to the page to sign in, and back here afterwards. The console begins anew, so that nothing of what one person saw is there for the next.
 */
export function signInAgain(): void {
  const { pathname, search, hash } = window.location;
  const here = `${pathname}${search}${hash}`;
  window.location.assign(here === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ to: here })}`);
}
