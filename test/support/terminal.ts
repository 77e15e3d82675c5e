import { spawn } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';

/** A terminal, and somebody who reads it and types. */
export interface Terminal {
  /** Everything that was shown, as it was written. */
  readonly shown: string;
  /** Waits until something is shown, after what was waited for before; the match. Fails after 15 seconds. */
  sees(pattern: RegExp): Promise<RegExpExecArray>;
  /** Types; `\r` is Enter, `\u0003` Ctrl-C. */
  types(text: string): void;
}

/** The keys with names. */
export const KEYS = { enter: '\r', down: '\u001b[B', up: '\u001b[A', ctrlC: '\u0003' } as const;

/** A terminal within this process. */
export function terminal(): Terminal & { readonly input: PassThrough; readonly output: Writable } {
  const reader = readerOf();
  const input = new PassThrough();
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      reader.add(chunk.toString());
      done();
    },
  });
  Object.assign(output, { columns: 100, rows: 40 });
  const types = (text: string): void => void input.write(text);
  return {
    ...{ input, output, types, sees: reader.sees },
    get shown() {
      return reader.shown();
    },
  };
}

/** A command at a pseudo-terminal of the system's (script, of util-linux); it is killed when the test has finished. */
export function atTerminal(command: readonly string[]): Terminal & { readonly ended: Promise<number | null> } {
  const reader = readerOf();
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const env = { ...process.env, TERM: 'xterm', NO_COLOR: '1', FORCE_COLOR: undefined, DISPLAY: undefined };
  const child = spawn('script', ['-qec', `stty cols 100 rows 40; ${quoted}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env,
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => reader.add(text));
  child.stdin.on('error', () => {});
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });
  const types = (text: string): void => void child.stdin.write(text);
  return {
    ...{ types, ended, sees: reader.sees },
    get shown() {
      return reader.shown();
    },
  };
}

function readerOf(): { add(text: string): void; shown(): string; sees: Terminal['sees'] } {
  let shown = '';
  let from = 0;
  const listeners = new Set<() => void>();
  return {
    add: (text) => {
      shown += text;
      for (const listener of listeners) listener();
    },
    shown: () => shown,
    sees: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(shown.slice(from));
          if (found === null) return;
          from += found.index + found[0].length;
          listeners.delete(look);
          clearTimeout(deadline);
          resolve(found);
        };
        const deadline = setTimeout(
          () => reject(new Error(`waited in vain for ${pattern}; shown was:\n${shown.slice(from)}`)),
          15_000,
        );
        listeners.add(look);
        look();
      }),
  };
}
