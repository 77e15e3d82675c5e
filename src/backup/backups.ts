import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { DspatchError, messageOf } from '../base/errors.ts';

/** A backup: a folder with copies of the data directory's files. */
export interface Backup {
  /** The folder's name: when it was made. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** A database that is in use, and copies itself. */
export interface Copied {
  /** The name of its file. */
  readonly file: string;
  /** Copies it, as it is when the copy ends, into a file that is not there yet; gives the bytes. */
  copy(path: string): Promise<number>;
}

/** What backups are made of. */
export interface BackupOptions {
  readonly dataDir: string;
  readonly databases: readonly Copied[];
  /** Files that are replaced as a whole; copied where they are there. */
  readonly files: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
}

/** In the data directory. Its name begins as those of all our files do (sqlite/directory.ts). */
const FOLDER = 'dspatch-backups';
/** A backup that is not whole yet, or never became so. */
const UNFINISHED = 'unfinished';
const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z$/;
/** What must be left on the disk besides a backup, in bytes. */
const SPARE = 64 * 1024 * 1024;

/**
 * Backups of a gateway that runs, made in its data directory. Each database is copied whole, at one moment of its own, while it is used. The master key
 * is not among the copies: who has a backup alone opens no secret.
 */
export class Backups {
  /** Where they are. */
  readonly folder: string;
  readonly #options: BackupOptions;
  #making: Promise<Backup> | undefined;

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

  /**
   * Makes a backup, and removes all but the `keep` newest when it is whole. Rejects with `in_use` while another is made, and with `disk_full`
   * and `backup_failed`, after which nothing is left of it.
   */
  async make(keep: number): Promise<Backup> {
    if (this.#making !== undefined) throw new DspatchError('in_use', 'a backup is being made already');
    this.#making = this.#make();
    try {
      const made = await this.#making;
      for (const { name } of (await this.list()).slice(keep)) await rm(join(this.folder, name), { recursive: true });
      return made;
    } finally {
      this.#making = undefined;
    }
  }

  /** Waits for the one that is being made. */
  async settled(): Promise<void> {
    await this.#making?.catch(() => {});
  }

  async #make(): Promise<Backup> {
    const { dataDir, databases, files, clock } = this.#options;
    const unfinished = join(this.folder, UNFINISHED);
    try {
      await rm(unfinished, { recursive: true, force: true });
      await mkdir(unfinished, { recursive: true, mode: 0o700 });
      await this.#expectSpace();
      for (const { file, copy } of databases) await copy(join(unfinished, file));
      for (const file of files) await copyIfThere(join(dataDir, file), join(unfinished, file));
      const name = nameOf(clock.now());
      await sync(unfinished);
      await rename(unfinished, join(this.folder, name));
      await sync(this.folder);
      return await this.#read(name);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
      if (error instanceof DspatchError) throw error;
      const message = `the backup was not made, and nothing is left of it (${messageOf(error)})`;
      throw new DspatchError('backup_failed', message, { cause: error });
    }
  }

  async #expectSpace(): Promise<void> {
    const { dataDir, databases } = this.#options;
    const paths = databases.flatMap(({ file }) => [join(dataDir, file), join(dataDir, `${file}-wal`)]);
    const needed = (await Promise.all(paths.filter((path) => existsSync(path)).map(sizeOf))).reduce((a, b) => a + b, 0);
    const { bavail, bsize } = await statfs(dataDir);
    if (bavail * bsize >= needed + SPARE) return;
    throw new DspatchError(
      'disk_full',
      `a backup takes ${mb(needed)} MB, and ${mb(bavail * bsize)} MB are free on the disk: free some, or remove older backups in ${this.folder}`,
    );
  }

  async #read(name: string): Promise<Backup> {
    const folder = join(this.folder, name);
    const sizes = await Promise.all((await readdir(folder)).map((file) => sizeOf(join(folder, file))));
    return { name, at: atOf(name), bytes: sizes.reduce((a, b) => a + b, 0) };
  }
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
