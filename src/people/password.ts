import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { SECOND } from '../base/durations.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

/** What a hash costs: 2^log2N x r x 128 bytes of memory, and p times that work. */
export interface HashCost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

/** One of OWASP's equal choices for scrypt (Password Storage Cheat Sheet); this one takes 32 MB, and about 0.3 s of one core. */
export const HASH_COST: HashCost = { log2N: 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Beside them the gateway takes events: no more cores than these are given to passwords. */
const AT_ONCE = 2;
const MOST_WAITING = 20;

interface Parsed {
  readonly cost: HashCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/**
 * Hashes passwords with scrypt, as `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`: what it takes to check one stands in it. Rejects with
 * TooManyAttempts where too many wait already.
 */
export class PasswordHashing {
  readonly #cost: HashCost;
  /** What the password of nobody is held against. */
  readonly #nobody: Parsed;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(cost: HashCost = HASH_COST) {
    this.#cost = cost;
    this.#nobody = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  }

  async hash(password: string): Promise<string> {
    const { log2N, r, p } = this.#cost;
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#derive(password, { cost: this.#cost, salt });
    return `$scrypt$ln=${log2N},r=${r},p=${p}$${salt.toString('base64')}$${hash.toString('base64')}`;
  }

  /** Whether a password is the one of a hash. Without a hash it takes as long, and is not. */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    const known = hash === undefined ? undefined : parse(hash);
    const against = known ?? this.#nobody;
    const derived = await this.#derive(password, against);
    return timingSafeEqual(derived, against.hash) && known !== undefined;
  }

  /** Whether a hash was made at another cost than today's: then it is made anew when its password is next known. */
  isOld(hash: string): boolean {
    const cost = parse(hash)?.cost;
    return cost?.log2N !== this.#cost.log2N || cost.r !== this.#cost.r || cost.p !== this.#cost.p;
  }

  async #derive(password: string, { cost, salt }: Pick<Parsed, 'cost' | 'salt'>): Promise<Buffer> {
    await this.#turn();
    try {
      return await derive(password, cost, salt);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) throw new TooManyAttempts(SECOND);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function derive(password: string, { log2N, r, p }: HashCost, salt: Buffer): Promise<Buffer> {
  const N = 2 ** log2N;
  // The memory that is needed, and some: below it scrypt refuses.
  const options = { N, r, p, maxmem: 128 * r * (N + p) * 2 };
  return new Promise((resolve, reject) => {
    // The same characters can be typed as different code points: NFKC makes them one (NIST SP 800-63B, 3.1.1.2).
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function parse(hash: string): Parsed | undefined {
  const [, ln, r, p, salt = '', rest = ''] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([^$]+)\$([^$]+)$/.exec(hash) ?? [];
  const bytes = Buffer.from(rest, 'base64');
  if (ln === undefined || bytes.length !== HASH_BYTES) return undefined;
  const cost = { log2N: Number(ln), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64'), hash: bytes };
}
