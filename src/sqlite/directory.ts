import { chmodSync, mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DspatchError, messageOf } from '../base/errors.ts';

/** File systems that cannot keep a write-ahead log's promises: NFS, SMB (statfs magic numbers of Linux). */
const NETWORK_FILESYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
]);

/**
 * Makes a data directory where there is none, for its owner alone. Throws `database_unsafe` for one that others can read and that is not
 * ours, and for one on a network disk.
 */
export function prepareDirectory(directory: string): void {
  usingDirectory(directory, () => {
    makeFolder(directory);
    makePrivate(directory);
    refuseNetwork(directory);
  });
}

/**
 * Does something with a data directory. What the disk refuses is thrown as `database_unusable`, with where and what to do.
 */
export function usingDirectory<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DspatchError) throw error;
    const { code = messageOf(error), path = directory } = error as NodeJS.ErrnoException;
    const what = WORDS[code] ?? code;
    const where = path === directory ? directory : `${directory} cannot be used: ${path}`;
    throw new DspatchError(
      'database_unusable',
      `${where} ${what}: choose another folder for the data (server.dataDir)`,
      { cause: error },
    );
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ...{ EEXIST: 'is no folder (EEXIST)', ENOTDIR: 'is no folder (ENOTDIR)', ENOENT: 'cannot be made (ENOENT)' },
  ...{ EACCES: 'may not be written by this user (EACCES)', EPERM: 'may not be written by this user (EPERM)' },
  ...{ EROFS: 'is on a disk that cannot be written (EROFS)', ENOSPC: 'is on a full disk (ENOSPC)' },
};

/**
 * Makes a folder and those above it, one by one: the runtime's own way of making several never ends where one cannot be made although
 * that above it is there (`/proc/nope`).
 */
function makeFolder(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(directory);
  if (above !== directory) makeFolder(above);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another process was quicker.
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** Makes the directory private where it is ours alone; refuses one that others can read and that holds other things. */
function makePrivate(directory: string): void {
  if (process.platform === 'win32') return;
  const isLoose = (): boolean => (statSync(directory).mode & 0o077) !== 0;
  if (!isLoose()) return;
  const ours = readdirSync(directory).every((name) => name.startsWith('dspatch') || name === 'lost+found');
  try {
    if (ours) chmodSync(directory, 0o700);
  } catch {
    // Not the owner: refused below.
  }
  if (isLoose()) {
    throw new DspatchError(
      'database_unsafe',
      `${directory} can be read by others: use a folder of its own for the data (one that does not exist is made), or run chmod 700 on it`,
    );
  }
}

function refuseNetwork(directory: string): void {
  const kind = NETWORK_FILESYSTEMS.get(statfsSync(directory).type);
  if (kind !== undefined) {
    throw new DspatchError(
      'database_unsafe',
      `${directory} is on ${kind}, which cannot keep the log safe: use a local disk`,
    );
  }
}
