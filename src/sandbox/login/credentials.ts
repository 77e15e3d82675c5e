/** A client's id and secret as sent with a token request; either may be missing. */
export interface Credentials {
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

/**
 * Client credentials from HTTP Basic or from the form (fact sheet 4.3); Basic wins. Undefined when there is an
 * `Authorization` header that is not well-formed Basic.
 */
export function readCredentials(authorization: string | undefined, form: URLSearchParams): Credentials | undefined {
  if (authorization === undefined) {
    return { id: form.get('client_id') || undefined, secret: form.get('client_secret') || undefined };
  }
  const encoded = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
}

/** RFC 6749 has both parts form-encoded; many clients send them bare, which reads the same unless they hold a `%`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
