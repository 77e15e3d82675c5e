export const LF = 0x0a;

/** Items as one run of bytes in memory of its own, a line each. They are JSON, which holds no line feed. */
export function joinLines(items: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const size = items.reduce((sum, item) => sum + item.length + 1, -1);
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, size));
  let at = 0;
  for (const [place, item] of items.entries()) {
    if (place > 0) bytes[at++] = LF;
    bytes.set(item, at);
    at += item.length;
  }
  return bytes;
}

/** The lines of what `joinLines` made, in place: views, not copies. */
export function splitLines(bytes: Uint8Array): Buffer[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: Buffer[] = [];
  let from = 0;
  for (let at = all.indexOf(LF); at !== -1; at = all.indexOf(LF, from)) {
    lines.push(all.subarray(from, at));
    from = at + 1;
  }
  lines.push(all.subarray(from));
  return lines;
}

/** Goes through the lines of what `joinLines` made, one by one. A view of each is a large object, which millions of lines need not have. */
export class Lines {
  readonly #bytes: Buffer;
  #from = 0;
  #to = -1;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The length of the line at hand, in bytes. */
  get length(): number {
    return this.#to - this.#from;
  }

  /** Goes to the next line, which there must be. */
  next(): this {
    this.#from = this.#to + 1;
    const end = this.#bytes.indexOf(LF, this.#from);
    this.#to = end === -1 ? this.#bytes.length : end;
    return this;
  }

  /** Copies the line at hand to a place, and gives its length. */
  copyTo(target: Buffer, at: number): number {
    return this.#bytes.copy(target, at, this.#from, this.#to);
  }
}

/** A column of bytes, in memory of its own; none where a damaged file holds something else. */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer
    ? (value as Uint8Array<ArrayBuffer>)
    : new Uint8Array(0);
}
