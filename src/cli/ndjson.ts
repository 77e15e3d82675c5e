import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DspatchError } from '../base/errors.ts';

/** One line of a file of events. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** The lines of a file, or of standard input for `-`, that are not blank; read as they are asked for. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  let number = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text.trim() !== '') yield { number, text };
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DspatchError('file_unreadable', `${path} cannot be read (${code})`, { cause: error });
  } finally {
    // Who has seen enough leaves the rest unread.
    if (path !== '-') input.destroy();
  }
}
