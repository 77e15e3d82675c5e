import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const ROOT: string = join(import.meta.dirname, '../..');
/** The checkout's own. */
export const BIN: string = join(ROOT, 'bin/dspatch');

/** Compiled once for all the commands that the tests run: they start in half the time. */
const COMPILED: string = join(ROOT, 'node_modules/.cache/dspatch-tests');

/** A command that has ended. */
export interface Ended {
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until what it has printed, on either stream, fits; the match. Fails when it ends first. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

/** What a command runs with. */
export interface CliOptions {
  readonly input?: string;
  /** Leaves standard input open after it: `child.stdin` takes more. */
  readonly staysOpen?: true;
  readonly cwd?: string;
  /** Laid over the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The command, where it is not the checkout's own. */
  readonly bin?: string;
}

/** Starts a command and leaves it running; it is killed when the test has finished. */
export function startCli(
  args: readonly string[],
  { input = '', staysOpen, cwd, env, bin = BIN }: CliOptions = {},
): Running {
  const child = spawn(bin, args, {
    cwd: cwd ?? tmpdir(),
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
      for (const listener of listeners) listener();
    });
  }
  child.stdin.on('error', () => {}); // one that ends without reading
  if (staysOpen) child.stdin.write(input);
  else child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...printed }));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    ended,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(printed.stdout) ?? pattern.exec(printed.stderr);
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
        void ended.then(
          (how) => reject(new Error(`ended without printing ${pattern}: ${JSON.stringify(how)}`)),
          reject,
        );
      }),
  };
}

/** Runs a command to its end. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return startCli(args, options).ended;
}

/** The lines of an output, each JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into output of every shape
export function jsonLines(text: string): any[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** A folder of this test's own, gone after it. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dspatch-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
