/** The secret behind the # of a link; undefined where there is none. It is taken out of the address, which stays in the browser's history. */
export function tokenInAddress(): string | undefined {
  const token = window.location.hash.slice(1);
  if (token === '') return undefined;
  window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}
