import { gzipSync } from 'node:zlib';

const MEGABYTE = 1024 * 1024;

/**
 * A gzip body that unpacks to this many megabytes of JSON's white space after an opening brace. It is one packed megabyte
 * repeated, which gzip allows, so that making it costs next to nothing.
 */
export function gzipBomb(megabytes: number): Buffer {
  const packed = gzipSync(Buffer.alloc(MEGABYTE, ' '), { level: 9 });
  return Buffer.concat([gzipSync('{'), ...Array.from({ length: megabytes }, () => packed)]);
}
