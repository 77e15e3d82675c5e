import type { Role } from '../admin/permissions.ts';
import type { Clock } from '../base/clock.ts';
import { MINUTE } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Author } from '../catalog/model.ts';
import type { Records, StoredRecord } from '../catalog/records.ts';
import { withoutSecrets } from './redact.ts';

const PREFIX = 'audit/';
/** A page is looked for among so many entries; where it is not full by then, the next call goes on. */
const LOOK_THROUGH = 5_000;
const READ_AT_ONCE = 500;
/** So many entries are forgotten in one step: each is a write of its own. */
const STEP = 20;
/** Bytes of `before` and `after` that are kept, as JSON; a whole playbook fits. */
const LONGEST = 100_000;

/** Something that somebody did. */
export interface AuditRecord {
  /** When, epoch milliseconds. */
  readonly at: number;
  /** Undefined where nobody was signed in. */
  readonly author?: Author | undefined;
  /** What they were allowed to at that time. */
  readonly role?: Role | undefined;
  /** From where. */
  readonly address: string;
  /** Such as `pipeline.deployed`. */
  readonly action: string;
  /** What it was done to, such as `pipeline web`. */
  readonly subject: string;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

/** Which entries to list. */
export interface AuditQuery {
  /** The author's id, or name in any capitals. */
  readonly who?: string | undefined;
  /** What the action begins with: `pipeline.` is all about pipelines. */
  readonly action?: string | undefined;
  /** Part of the subject, in any capitals. */
  readonly subject?: string | undefined;
  /** Epoch milliseconds, the first included, the last not. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

/** A page of entries, the newest first. It may be short, and even empty, while there is a `next`. */
export interface AuditPage {
  readonly items: readonly AuditRecord[];
  readonly next: string | undefined;
}

/** Who did what, to what, when, and from where. Entries are written and forgotten in time, and never changed. Keys: `audit/<time>-<number>`. */
export class AuditLog {
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #keepMs: number;
  #number = 0;
  #nextLook = Number.NEGATIVE_INFINITY;

  /** Entries are kept for `keepMs`. */
  constructor(records: Records, clock: Clock, keepMs: number) {
    this.#records = records;
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  /** Puts something on record, without what looks like a secret. */
  async append(entry: Omit<AuditRecord, 'at'>): Promise<void> {
    const at = this.#clock.now();
    const { before, after, ...rest } = entry;
    const kept = { at, ...rest, ...member('before', before), ...member('after', after) };
    for (;;) {
      this.#number = (this.#number + 1) % 1_000_000;
      try {
        await this.#records.put(keyOf(at, this.#number), kept as unknown as Json, 'absent');
        return;
      } catch (error) {
        // After a restart numbers begin anew, and a clock that was set back repeats its times.
        if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      }
    }
  }

  async list(query: AuditQuery): Promise<AuditPage> {
    const { until, limit } = query;
    const from = query.after ?? (until === undefined ? undefined : timeKey(until));
    let after = from === undefined ? undefined : `${PREFIX}${from}`;
    const items: AuditRecord[] = [];
    for (let seen = 0; seen < LOOK_THROUGH; ) {
      const page = await this.#records.list(PREFIX, { after, limit: READ_AT_ONCE, backwards: true });
      for (const record of page) {
        const entry = entryOf(record);
        if (query.since !== undefined && entry.at < query.since) return { items, next: undefined };
        after = record.key;
        if (isWanted(entry, query)) items.push(entry);
        if (items.length === limit) return { items, next: after.slice(PREFIX.length) };
      }
      if (page.length < READ_AT_ONCE) return { items, next: undefined };
      seen += page.length;
    }
    return { items, next: after?.slice(PREFIX.length) };
  }

  /** Forgets what is older than it is kept, some at a time. To be called about once a second. */
  async tidy(): Promise<void> {
    const now = this.#clock.now();
    if (now < this.#nextLook) return;
    const oldest = await this.#records.list(PREFIX, { limit: STEP });
    const old = oldest.filter((record) => entryOf(record).at < now - this.#keepMs);
    for (const { key } of old) await this.#records.remove(key);
    if (old.length < STEP) this.#nextLook = now + MINUTE;
  }
}

function member(name: 'before' | 'after', value: Json | undefined): { readonly before?: Json; readonly after?: Json } {
  if (value === undefined) return {};
  const kept = withoutSecrets(value);
  const { length } = JSON.stringify(kept);
  return { [name]: length > LONGEST ? `[${length} characters: too long to be kept here]` : kept };
}

function isWanted(entry: AuditRecord, { who, action, subject, until }: AuditQuery): boolean {
  return (
    (who === undefined || entry.author?.id === who || isAlike(entry.author?.name, who)) &&
    (action === undefined || entry.action.startsWith(action)) &&
    (subject === undefined || entry.subject.toLowerCase().includes(subject.toLowerCase())) &&
    (until === undefined || entry.at < until)
  );
}

function isAlike(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

function entryOf({ value }: StoredRecord): AuditRecord {
  return value as unknown as AuditRecord;
}

/** Times in keys have one length, so that they stand in their order; until the year 33658. */
function timeKey(at: number): string {
  return String(Math.max(0, Math.trunc(at))).padStart(15, '0');
}

function keyOf(at: number, number: number): string {
  return `${PREFIX}${timeKey(at)}-${String(number).padStart(6, '0')}`;
}
