import { Worker } from 'node:worker_threads';
import { DspatchError, messageOf } from '../../base/errors.ts';
import type { Count, CountQuery, EntryPage, EntryQuery } from '../../ledger/ledger.ts';
import type {
  Appended,
  Intake,
  IntakeState,
  Leased,
  LeaseOptions,
  QueueStats,
  Replayed,
  ReplayQuery,
  Settlement,
} from '../queue.ts';
import type { Storage } from '../storage.ts';
import type { Answer, Ask, FromThread, Operation, Operations, Settings } from './protocol.ts';
import type { StoreOptions } from './store.ts';

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** The embedded queue: SQLite in a thread of its own, asked by messages. */
export class SqliteQueue implements Storage {
  readonly durability = 'full';
  /** The database's settings, read back when it was opened. */
  readonly settings: Settings;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ready = new Set<(lanes: ReadonlySet<string>) => void>();
  readonly #failed = new Set<(error: Error) => void>();
  #intake: IntakeState;
  #failure: Error | undefined;
  #closed = false;
  #seq = 0;
  #outbox: Ask[] = [];

  constructor(worker: Worker, settings: Settings, intake: IntakeState) {
    this.#worker = worker;
    this.settings = settings;
    this.#intake = intake;
    worker.on('message', (message: FromThread) => this.#receive(message));
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(messageOf(error))));
    worker.on('exit', () => {
      if (!this.#closed) this.#fail(new Error('the storage thread has ended'));
    });
  }

  append(intakes: readonly Intake[], now: number): Promise<Appended> {
    return this.#ask('append', { intakes, now });
  }

  intake(): IntakeState {
    return this.#intake;
  }

  lease(lane: string, options: LeaseOptions, now: number): Promise<readonly Leased[]> {
    return this.#ask('lease', { lane, options, now });
  }

  nextDue(lane: string, now: number): Promise<number | undefined> {
    return this.#ask('nextDue', { lane, now });
  }

  onReady(listener: (lanes: ReadonlySet<string>) => void): () => void {
    this.#ready.add(listener);
    return () => this.#ready.delete(listener);
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failed.add(listener);
  }

  settle(settlements: readonly Settlement[], now: number): Promise<readonly number[]> {
    return this.#ask('settle', { settlements, now });
  }

  replay(
    query: ReplayQuery,
    { after, dryRun = false }: { after?: number | undefined; dryRun?: boolean },
    now: number,
  ): Promise<Replayed> {
    return this.#ask('replay', { query, after, dryRun, now });
  }

  async housekeep(now: number): Promise<void> {
    await this.#ask('housekeep', { now });
  }

  stats(): Promise<QueueStats> {
    return this.#ask('stats', {});
  }

  search(query: EntryQuery): Promise<EntryPage> {
    return this.#ask('search', query);
  }

  counts(query: CountQuery): Promise<readonly Count[]> {
    return this.#ask('counts', query);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#intake = { open: false, reason: 'failed', message: 'the queue is closed' };
    if (this.#failure === undefined) await this.#ask('close', {});
    await this.#worker.terminate();
  }

  #ask<O extends Operation>(op: O, args: Operations[O]['args']): Promise<Operations[O]['result']> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#seq += 1;
      this.#pending.set(this.#seq, { resolve, reject });
      // One message a turn of the event loop: all requests that were read in it travel, and are committed, together.
      if (this.#outbox.length === 0) setImmediate(() => this.#send());
      this.#outbox.push({ seq: this.#seq, op, args } as Ask);
    });
  }

  #send(): void {
    const asks = this.#outbox;
    this.#outbox = [];
    this.#worker.postMessage(asks);
  }

  #receive(message: FromThread): void {
    if (!('answers' in message)) return;
    if (!this.#closed) this.#intake = message.intake;
    for (const answer of message.answers) this.#settleAsk(answer);
    if (message.failure !== undefined) this.#fail(new DspatchError('storage_failed', message.failure));
    if (message.ready.length > 0) {
      const lanes = new Set(message.ready);
      for (const listener of this.#ready) listener(lanes);
    }
  }

  #settleAsk(answer: Answer): void {
    const pending = this.#pending.get(answer.seq);
    this.#pending.delete(answer.seq);
    if (pending === undefined) return;
    if ('fault' in answer) pending.reject(new DspatchError(answer.fault.code, answer.fault.message));
    else pending.resolve(answer.result as never);
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = new DspatchError('storage_failed', error.message, { cause: error });
    this.#intake = { open: false, reason: 'failed', message: error.message };
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
    for (const listener of this.#failed) listener(this.#failure);
  }
}

/** Opens (or makes) the queue of a data directory. Rejects with the codes of open.ts. */
export function openSqliteQueue(options: StoreOptions): Promise<SqliteQueue> {
  // Beside this file, as TypeScript in a checkout and as JavaScript in the package.
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
  const worker = new Worker(new URL(file, import.meta.url), { workerData: options, name: 'dspatch-storage' });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromThread) => {
      worker.off('error', reject);
      if ('answers' in message) return;
      if (message.ready) resolve(new SqliteQueue(worker, message.settings, message.intake));
      else {
        void worker.terminate();
        reject(new DspatchError(message.fault.code, message.fault.message));
      }
    });
  });
}
