import { readFileSync } from 'node:fs';

/** The version of the package, whose package.json lies two folders above, in a checkout as in the package. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
