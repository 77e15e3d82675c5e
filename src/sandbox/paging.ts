/** One page of a list and the token of the next, if there is one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/** Cuts one page out of a list. Undefined when the token was not given out by this function. */
export function page<T>(all: readonly T[], size: number, token: string | undefined): Page<T> | undefined {
  const start = token === undefined ? 0 : readToken(token);
  if (start === undefined || start > all.length) return undefined;
  const items = all.slice(start, start + size);
  const next = start + size;
  return next < all.length ? { items, nextToken: writeToken(next) } : { items };
}

function writeToken(start: number): string {
  return Buffer.from(`sandbox-page:${start}`).toString('base64url');
}

function readToken(token: string): number | undefined {
  const found = /^sandbox-page:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  return found ? Number(found[1]) : undefined;
}
