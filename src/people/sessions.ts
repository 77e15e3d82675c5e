import type { Clock } from '../base/clock.ts';
import { DAY, HOUR, MINUTE } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import { everyRecord } from '../catalog/every-record.ts';
import type { Records, StoredRecord } from '../catalog/records.ts';
import { digestOf, isTokenOf, newId, newSecretToken } from './secret-token.ts';

/** Without a request for this long a session is over. */
export const SESSION_IDLE: number = 12 * HOUR;
/** However busy, a session ends then. */
export const SESSION_LONGEST: number = 30 * DAY;
/** Where an issuer vouches for somebody it is asked again after a working day: it may have closed their account meanwhile. */
const SIGN_ON_LONGEST = DAY;
/** How exactly it is kept when a session was last seen. */
const SEEN_EVERY = MINUTE;
/** So many sessions are looked at in one step of tidying. */
const STEP = 100;

const PREFIX = 'session/';

/** Somebody signed in somewhere. */
export interface Session {
  readonly id: string;
  /** The id of the account. */
  readonly person: string;
  /** How they signed in: by password, or by OpenID Connect. */
  readonly way: 'password' | 'oidc';
  readonly createdAt: number;
  /** When it was last used, to the minute. */
  readonly seenAt: number;
  readonly endsAt: number;
  /** Where it was begun, and with what. */
  readonly address: string;
  readonly agent: string;
}

/**
 * Who is signed in. The browser has a secret token, and the gateway its digest, in the key: `session/<digest>`. Ended is ended: nothing of
 * a session is kept outside the gateway.
 */
export class Sessions {
  readonly #records: Records;
  readonly #clock: Clock;
  #tidied: string | undefined;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** Begins a session. Its token is given here, and never again. */
  async start(
    person: string,
    about: Pick<Session, 'way' | 'address' | 'agent'>,
  ): Promise<{ readonly token: string; readonly session: Session }> {
    const token = newSecretToken();
    const now = this.#clock.now();
    const longest = about.way === 'oidc' ? SIGN_ON_LONGEST : SESSION_LONGEST;
    const session: Session = { id: newId(), person, ...about, createdAt: now, seenAt: now, endsAt: now + longest };
    await this.#records.put(`${PREFIX}${digestOf(token)}`, session as unknown as Json, 'absent');
    return { token, session };
  }

  /** The session of a token, which is seen now; undefined for one that is over, or never was. */
  async find(token: string): Promise<Session | undefined> {
    const record = await this.#records.get(`${PREFIX}${digestOf(token)}`);
    const isRight = isTokenOf(token, record?.key.slice(PREFIX.length));
    if (!isRight || record === undefined) return undefined;
    const session = sessionOf(record);
    const now = this.#clock.now();
    if (isOver(session, now)) return undefined;
    if (now - session.seenAt < SEEN_EVERY) return session;
    const seen = { ...session, seenAt: now };
    // Where it cannot be written it was ended this moment, or the disk is full: nobody should be kept from looking into that.
    await this.#records.put(record.key, seen as unknown as Json, record.version).catch(() => undefined);
    return seen;
  }

  /** The sessions that are not over, of one person or of all, the one that was seen last first. */
  async list(person?: string): Promise<readonly Session[]> {
    const now = this.#clock.now();
    return (await everyRecord(this.#records, PREFIX))
      .map(sessionOf)
      .filter((session) => !isOver(session, now) && (person === undefined || session.person === person))
      .sort((a, b) => b.seenAt - a.seenAt);
  }

  /** Ends sessions, and says how many there were. */
  async end(which: (session: Session) => boolean): Promise<number> {
    let count = 0;
    for (const record of await everyRecord(this.#records, PREFIX)) {
      if (which(sessionOf(record)) && (await this.#records.remove(record.key))) count += 1;
    }
    return count;
  }

  /** Forgets sessions that are over, some at a time. To be called now and then. */
  async tidy(): Promise<void> {
    const now = this.#clock.now();
    const page = await this.#records.list(PREFIX, { after: this.#tidied, limit: STEP });
    for (const record of page) if (isOver(sessionOf(record), now)) await this.#records.remove(record.key);
    this.#tidied = page.length < STEP ? undefined : page.at(-1)?.key;
  }
}

function sessionOf({ value }: StoredRecord): Session {
  return value as unknown as Session;
}

function isOver({ seenAt, endsAt }: Session, now: number): boolean {
  return now >= endsAt || now - seenAt >= SESSION_IDLE;
}
