/**
 * Tells which keys are certainly new (a Bloom filter): nearly every event's is, and asking the table would cost more than everything else
 * about it. 4 MB; at three million keys one in a hundred is asked for in vain, and with many more keys it only saves less.
 */
export class KnownKeys {
  readonly #bits = new Uint32Array(2 ** 20);

  /** Keys are texts of 16 random bytes, a character a byte. */
  add(key: string): void {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(key, probe);
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** False: the key was never added. */
  mayHave(key: string): boolean {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(key, probe);
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

const PROBES = 4;

/** Bits are chosen by the key's own bytes, which are random already: 25 of them a probe. */
function bitOf(key: string, probe: number): number {
  const at = probe * 4;
  const high = (key.charCodeAt(at) << 16) | (key.charCodeAt(at + 1) << 8) | key.charCodeAt(at + 2);
  return ((high << 1) | (key.charCodeAt(at + 3) & 1)) & 0x1ffffff;
}
