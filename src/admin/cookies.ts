/** What a browser keeps of a session. `__Host-`: it was set by this very host, over a way that is secure, for all of it. */
export const SESSION_COOKIE = '__Host-dspatch';
/** What a browser keeps while somebody is at their OpenID Connect issuer. */
export const TICKET_COOKIE = '__Host-dspatch-oidc';

/** A Set-Cookie header. `maxAgeMs` 0 takes the cookie away. Browsers take `Secure` ones from a loopback address without TLS, too. */
export function setCookie(
  name: string,
  value: string,
  { maxAgeMs, sameSite = 'Strict' }: { readonly maxAgeMs: number; readonly sameSite?: 'Strict' | 'Lax' },
): string {
  const maxAge = Math.floor(maxAgeMs / 1_000);
  return `${name}=${value}; Max-Age=${maxAge}; Path=/; Secure; HttpOnly; SameSite=${sameSite}`;
}

/** The value of a cookie in a Cookie header; undefined where it is not there. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
}
