/**
 * Gives back the memory of bytes that nobody needs any more, where they have it for themselves; they are empty from then on. Left to the
 * collector, which counts such memory, some hundred kilobytes a request make it look through everything that is alive several times a second.
 */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.length > 0 && buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length) buffer.transfer(0);
}
