import { closeSync, existsSync, fsyncSync, openSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BYTES = 16 * 1024 * 1024;

/**
 * Disk space kept for settling. On a full disk SQLite cannot even delete: a queue that cannot record what was delivered would
 * deliver it again for ever. The reserve is given back to the disk then, and taken again when there is space.
 */
export class Reserve {
  readonly #path: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(directory, 'dspatch.reserve');
  }

  /** Free bytes on the disk, to us. */
  free(): number {
    const { bavail, bsize } = statfsSync(this.#directory);
    return bavail * bsize;
  }

  get isHeld(): boolean {
    return existsSync(this.#path);
  }

  /** Takes the reserve, if it is not held and leaves `spare` bytes free. */
  take(spare: number): void {
    if (this.isHeld || this.free() < BYTES + spare) return;
    const file = openSync(this.#path, 'wx', 0o600);
    try {
      // Written, not only sized: a hole would reserve nothing.
      const block = Buffer.alloc(1024 * 1024);
      for (let written = 0; written < BYTES; written += block.length) writeSync(file, block);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** Gives the space back. Returns false when there was none to give. */
  giveUp(): boolean {
    if (!this.isHeld) return false;
    unlinkSync(this.#path);
    return true;
  }
}
