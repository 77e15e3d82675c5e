import { hash } from 'node:crypto';
import { Recent } from '../base/recent.ts';

/**
 * Looks up what a write key belongs to. Keys are compared by their digests only, so the time it takes tells nothing about how much of a
 * key is right.
 */
export class WriteKeys<T> {
  readonly #byDigest: ReadonlyMap<string, T>;
  /** Headers that were right before: nearly all requests of a sender bring the same. */
  readonly #byHeader = new Recent<string, T>(1_000);

  constructor(entries: Iterable<readonly [key: string, value: T]>) {
    this.#byDigest = new Map([...entries].map(([key, value]) => [digest(key), value]));
  }

  get(key: string): T | undefined {
    return this.#byDigest.get(digest(key));
  }

  /** What the key in a Basic authorization header belongs to; null where the header has none. */
  fromHeader(header: string | undefined): T | undefined | null {
    if (header === undefined) return null;
    const known = this.#byHeader.get(header);
    if (known !== undefined) return known;
    const key = basicUser(header);
    if (key === undefined) return null;
    const found = this.get(key);
    if (found !== undefined) this.#byHeader.set(header, found);
    return found;
  }
}

function digest(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The user name of a Basic authorization header: where Segment's libraries put the write key. */
export function basicUser(header: string | undefined): string | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const user = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0];
  return user === '' ? undefined : user;
}
