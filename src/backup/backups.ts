import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs as statfsOf } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { DspatchError, messageOf } from '../base/errors.ts';
import type { Logger } from '../telemetry/log.ts';

/** A backup: a folder with copies of the data directory's files. */
export interface Backup {
  /** The folder's name: when it was made. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** What is being made, and what came of the last attempt where that failed. */
export interface Making {
  /** Undefined while none is being made. */
  readonly now: { readonly begunAt: number; readonly bytes: number; readonly of: number } | undefined;
  /** Why the last did not come about, since the gateway's start. */
  readonly failed: { readonly at: number; readonly code: string; readonly message: string } | undefined;
}

/** A database that is in use, and copies itself. */
export interface Copied {
  /** The name of its file. */
  readonly file: string;
  /** Copies it, as it is when the copy ends, into a file that is not there yet; gives the bytes. Rejects once `signal` has aborted. */
  copy(path: string, signal: AbortSignal): Promise<number>;
}

/** What backups are made of. */
export interface BackupOptions {
  readonly dataDir: string;
  readonly databases: readonly Copied[];
  /** Files that are replaced as a whole; copied where they are there. */
  readonly files: readonly string[];
  /** What a backup leaves free on the disk, in bytes: with less, no more events may be taken. */
  readonly spare: number;
  readonly log: Pick<Logger, 'error'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Looks at the disk; Node's own where it is not given. */
  readonly statfs?: (path: string) => Promise<{ readonly bavail: number; readonly bsize: number }>;
}

/** In the data directory. Its name begins as those of all our files do (sqlite/directory.ts). */
const FOLDER = 'dspatch-backups';
/** A backup that is not whole yet, or never became so. */
const UNFINISHED = 'unfinished';
const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z$/;
/** For what comes in while a backup is made, in bytes. */
const MEANWHILE = 64 * 1024 * 1024;

/**
 * Backups of a gateway that runs, made in its data directory. Each database is copied whole, at one moment of its own, while it is used. The master key
 * is not among the copies: who has a backup alone opens no secret.
 */
export class Backups {
  /** Where they are. */
  readonly folder: string;
  readonly #options: BackupOptions;
  #begun: { readonly at: number; readonly needed: number } | undefined;
  #failed: Making['failed'];
  #settled: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(options: BackupOptions) {
    this.#options = options;
    this.folder = join(options.dataDir, FOLDER);
  }

  /** Those there are, newest first. */
  async list(): Promise<readonly Backup[]> {
    if (!existsSync(this.folder)) return [];
    const names = (await readdir(this.folder)).filter((name) => NAME.test(name));
    return Promise.all(
      names
        .sort()
        .reverse()
        .map((name) => this.#read(name)),
    );
  }

  /** How the one that is being made gets on. */
  async making(): Promise<Making> {
    const failed = this.#failed;
    if (this.#begun === undefined) return { now: undefined, failed };
    const { at, needed } = this.#begun;
    const bytes = await this.#bytesIn(UNFINISHED).catch(() => 0);
    return { now: { begunAt: at, bytes: Math.min(bytes, needed), of: needed }, failed };
  }

  /**
   * Begins to make a backup. When it is whole, all but the `keep` newest are removed; where it fails, nothing is left of it, and `making` says why.
   * Rejects with `in_use` while another is made, and with `disk_full` where there is no room for it.
   */
  async begin(keep: number): Promise<void> {
    if (this.#begun !== undefined) throw new DspatchError('in_use', 'a backup is being made already');
    const at = this.#options.clock.now();
    // At once: nobody else begins while the disk is looked at.
    this.#begun = { at, needed: 0 };
    try {
      this.#begun = { at, needed: await this.#expectSpace() };
    } catch (error) {
      this.#begun = undefined;
      throw error;
    }
    this.#settled = this.#make(keep).then(
      () => this.#end(undefined),
      (error: unknown) => this.#end(error),
    );
  }

  /** Removes what a process left that was ended while it made one. Before another is begun. */
  async tidy(): Promise<void> {
    await rm(join(this.folder, UNFINISHED), { recursive: true, force: true });
  }

  /** Ends the one that is being made: to stop must not take as long as a copy does. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the gateway stops'));
    await this.#settled;
  }

  /** Waits for the one that is being made, whatever comes of it. */
  async settled(): Promise<void> {
    await this.#settled;
  }

  #end(error: unknown): void {
    this.#begun = undefined;
    const at = this.#options.clock.now();
    const message = `the backup was not made, and nothing is left of it (${messageOf(error)})`;
    this.#failed = error === undefined ? undefined : { at, code: codeOf(error), message };
    if (error !== undefined) this.#options.log.error({ what: 'backup', message });
  }

  async #make(keep: number): Promise<void> {
    const { dataDir, databases, files, clock } = this.#options;
    const { signal } = this.#stopping;
    const unfinished = join(this.folder, UNFINISHED);
    try {
      await this.tidy();
      await mkdir(unfinished, { recursive: true, mode: 0o700 });
      for (const { file, copy } of databases) {
        signal.throwIfAborted();
        await copy(join(unfinished, file), signal);
      }
      for (const file of files) await copyIfThere(join(dataDir, file), join(unfinished, file));
      await sync(unfinished);
      await rename(unfinished, join(this.folder, nameOf(clock.now())));
      await sync(this.folder);
    } catch (error) {
      await this.tidy().catch(() => {});
      throw error;
    }
    for (const { name } of (await this.list()).slice(keep)) await rm(join(this.folder, name), { recursive: true });
  }

  /** The bytes that a backup takes. */
  async #expectSpace(): Promise<number> {
    const { dataDir, databases, spare, statfs = statfsOf } = this.#options;
    const paths = databases.flatMap(({ file }) => [join(dataDir, file), join(dataDir, `${file}-wal`)]);
    const needed = (await Promise.all(paths.filter((path) => existsSync(path)).map(sizeOf))).reduce((a, b) => a + b, 0);
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize - spare;
    if (free >= needed + MEANWHILE) return needed;
    throw new DspatchError(
      'disk_full',
      `a backup takes ${mb(needed + MEANWHILE)} MB, and the disk has ${mb(Math.max(0, free))} MB for it before no more events are taken: free some, or remove older backups in ${this.folder}`,
    );
  }

  async #read(name: string): Promise<Backup> {
    return { name, at: atOf(name), bytes: await this.#bytesIn(name) };
  }

  async #bytesIn(name: string): Promise<number> {
    const folder = join(this.folder, name);
    const sizes = await Promise.all((await readdir(folder)).map((file) => sizeOf(join(folder, file))));
    return sizes.reduce((a, b) => a + b, 0);
  }
}

function codeOf(error: unknown): string {
  return error instanceof DspatchError ? error.code : 'backup_failed';
}

async function copyIfThere(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await copyFile(from, to);
  await sync(to);
}

/** Puts what was written of a file, or of a folder's names, on the disk. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

/** A time as a folder's name, which has no colons on some systems. */
function nameOf(at: number): string {
  return new Date(at).toISOString().replaceAll(':', '-');
}

function atOf(name: string): number {
  return Date.parse(name.replace(NAME, '$1T$2:$3:$4Z'));
}

function mb(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
