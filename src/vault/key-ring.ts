import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DspatchError } from '../base/errors.ts';
import { seal, sealingKey, unseal } from './seal.ts';
import { Secret } from './secret.ts';

const FILE = 'dspatch.key';
const VARIABLE = 'DSPATCH_MASTER_KEY';
const KEY_BYTES = 32;

/** One master key, by an id that says nothing of it. */
interface MasterKey {
  readonly id: string;
  readonly material: Secret;
}

/**
 * The master keys: what is sealed is sealed under the first, and opened under whichever it was sealed with. They come from the variable
 * `DSPATCH_MASTER_KEY` (base64, several with commas, the newest first), or from a file in the data directory that is made at the first
 * start.
 */
export class KeyRing {
  #keys: readonly MasterKey[];
  /** Where the keys are kept; undefined where the environment has them. */
  readonly #path: string | undefined;

  private constructor(keys: readonly MasterKey[], path: string | undefined) {
    this.#keys = keys;
    this.#path = path;
  }

  /**
   * Opens the keys of a data directory. Throws `master_key` for one that is no key, and for a file that others can read, with what
   * to do.
   */
  static open(directory: string, env: Readonly<Record<string, string | undefined>>): KeyRing {
    const given = env[VARIABLE]?.trim();
    if (given)
      return new KeyRing(
        given.split(/[\s,]+/).map((text) => readKey(text, VARIABLE)),
        undefined,
      );
    const path = join(directory, FILE);
    if (!existsSync(path)) writeKeys(path, [newKey()]);
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      throw new DspatchError('master_key', `${path} can be read by others: run chmod 600 on it`);
    }
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim());
    const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => readKey(line, path));
    if (keys.length === 0) throw new DspatchError('master_key', `${path} holds no key: bring it back from a copy`);
    return new KeyRing(keys, path);
  }

  /** The id of the key that seals. */
  get current(): string {
    return this.#first.id;
  }

  /** The ids of all keys, the newest first. */
  get ids(): readonly string[] {
    return this.#keys.map(({ id }) => id);
  }

  /** Whether the gateway keeps the keys itself, in a file: else the environment has them, and a person changes them there. */
  get isOwned(): boolean {
    return this.#path !== undefined;
  }

  /** The id of the key that something was sealed with. */
  idOf(sealed: string): string {
    return sealed.slice(0, Math.max(0, sealed.indexOf('.')));
  }

  /** Seals under the newest key, for one purpose and in one place (`context`): elsewhere it does not open. */
  seal(secret: Secret, purpose: string, context: string): string {
    const { id, material } = this.#first;
    return `${id}.${seal(secret, sealingKey(material, purpose), context)}`;
  }

  /** Opens what `seal` made. Throws `seal_broken` where no key fits, or where it was sealed for something else. */
  unseal(text: string, purpose: string, context: string): Secret {
    const of = this.idOf(text);
    const key = this.#keys.find(({ id }) => id === of);
    if (key === undefined) {
      const where = this.#path ?? VARIABLE;
      throw new DspatchError('seal_broken', `the master key it was sealed with is not in ${where}: bring it back`);
    }
    return unseal(text.slice(of.length + 1), sealingKey(key.material, purpose), context);
  }

  /** Whether something is sealed under an older key than the newest. */
  isOld(text: string): boolean {
    return this.idOf(text) !== this.current;
  }

  /** Puts a new key before the others. Throws `master_key` where the environment holds the keys: there they are changed by hand. */
  addKey(): void {
    if (this.#path === undefined) {
      throw new DspatchError('master_key', `put the new key first in ${VARIABLE}, before the old one, and start again`);
    }
    const keys = [newKey(), ...this.#keys];
    writeKeys(this.#path, keys);
    // Only now: what is sealed under a key that is on no disk is lost with the process.
    this.#keys = keys;
  }

  /** Forgets keys that nothing is sealed under any more; never the newest. What the environment has stays there. */
  forget(ids: readonly string[]): void {
    if (this.#path === undefined || ids.length === 0) return;
    const keys = this.#keys.filter(({ id }, i) => i === 0 || !ids.includes(id));
    writeKeys(this.#path, keys);
    this.#keys = keys;
  }

  get #first(): MasterKey {
    return this.#keys[0] as MasterKey;
  }
}

function newKey(): MasterKey {
  return keyOf(randomBytes(KEY_BYTES));
}

function keyOf(bytes: Buffer): MasterKey {
  const id = createHash('sha256').update('dspatch key id').update(bytes).digest('hex').slice(0, 8);
  return { id, material: new Secret(bytes.toString('base64')) };
}

function readKey(text: string, where: string): MasterKey {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === KEY_BYTES) return keyOf(bytes);
  throw new DspatchError(
    'master_key',
    `${where} holds something that is no key: a key is ${KEY_BYTES} random bytes in base64 (openssl rand -base64 ${KEY_BYTES})`,
  );
}

/** Whole or not at all: a key that is half written is lost, and all that is sealed with it. */
function writeKeys(path: string, keys: readonly MasterKey[]): void {
  const lines = keys.map(({ material }) => material.reveal());
  const text = `# The master keys of this gateway, the newest first. Whoever has them can read its secrets: keep a copy in a safe place.\n${lines.join('\n')}\n`;
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
  flushFolder(dirname(path));
}

/** The file's new name is to survive a loss of power too, before anything is sealed under what it holds. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
