import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { DspatchError, messageOf } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { Secret } from '../vault/secret.ts';

/** What a gateway leaves for the commands of who started it, on the same machine. */
export interface LocalAccess {
  /** The gateway's admin address. */
  readonly url: string;
  readonly token: Secret;
}

/** Where it may be left. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home; the process's own where it is not given. */
  readonly home?: string;
}

/** Where an admin listener listens, or is reached. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** One machine goes by all of these; a listener on the last two is reached by the others. */
const THIS_MACHINE = ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::'];

/**
 * Leaves a new token in `$XDG_STATE_HOME/dspatch/<host>_<port>.json` (or ~/.local/state), for the eyes of this user alone, in the place of what
 * was there. Returns how to take it away. Throws `local_access` where that cannot be.
 */
export function leaveLocalAccess(
  url: string,
  place: Place,
  pid: number,
  surroundings: Surroundings,
): { readonly token: Secret; readonly path: string; readonly remove: () => void } {
  const token = randomBytes(32).toString('base64url');
  const folder = folderOf(surroundings);
  const path = join(folder, fileOf(place));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    makePrivate(folder);
    const written = `${path}.${pid}.new`;
    rmSync(written, { force: true });
    writeFileSync(written, `${JSON.stringify({ url, token, pid })}\n`, { mode: 0o600, flag: 'wx' });
    // Whole or not at all, and never for others, not even for a moment.
    renameSync(written, path);
  } catch (error) {
    throw new DspatchError('local_access', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return {
    token: new Secret(token),
    path,
    remove: () => {
      // Another gateway may have its own there by now.
      if (readFile(path)?.token.reveal() === token) rmSync(path, { force: true });
    },
  };
}

/**
 * What a running gateway of this user has left, by the address it is reached at. Undefined where there is none, where its process is
 * gone, and where others could have read or written it.
 */
export function findLocalAccess(address: string, surroundings: Surroundings): LocalAccess | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
  const hosts = [host, ...(THIS_MACHINE.includes(host) ? THIS_MACHINE : [])];
  for (const one of new Set(hosts)) {
    const found = readFile(join(folderOf(surroundings), fileOf({ host: one, port })));
    if (found !== undefined && isRunning(found.pid)) return { url: found.url, token: found.token };
  }
  return undefined;
}

function folderOf({ env, home = homedir() }: Surroundings): string {
  const state = env.XDG_STATE_HOME ?? '';
  return join(isAbsolute(state) ? state : join(home, '.local/state'), 'dspatch');
}

function fileOf({ host, port }: Place): string {
  return `${host.replaceAll(':', '-')}_${port}.json`;
}

function makePrivate(folder: string): void {
  const { uid } = lstatSync(folder);
  if (!lstatSync(folder).isDirectory() || (process.getuid !== undefined && uid !== process.getuid())) {
    throw new DspatchError('local_access', `${folder} is not a folder of this user`);
  }
  chmodSync(folder, 0o700);
}

function readFile(path: string): (LocalAccess & { readonly pid: number }) | undefined {
  try {
    const { mode, uid } = statSync(path);
    const isOurs = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
    const read: unknown = isOurs ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
    if (!isObject(read) || typeof read.url !== 'string' || typeof read.token !== 'string') return undefined;
    return { url: read.url, token: new Secret(read.token), pid: Number(read.pid) };
  } catch {
    // It is not there, or half a file of somebody else's making.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
