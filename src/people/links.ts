// The addresses that people open in a browser. A secret stands behind the #: browsers send that to nobody, and no log has it.

/** Where the first admin sets the gateway up. */
export function setUpLink(url: string, token: string): string {
  return new URL(`/setup#${token}`, url).href;
}

/** Where somebody sets a password. */
export function passwordLink(url: string, token: string): string {
  return new URL(`/password#${token}`, url).href;
}
