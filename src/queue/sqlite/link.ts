import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { DspatchError, messageOf } from '../../base/errors.ts';
import type { IntakeState } from '../queue.ts';
import type { Answer, Ask, FromThread, Operation, Operations, Settings } from './protocol.ts';
import type { StoreOptions } from './store.ts';

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** The line to the storage thread: questions out, answers in. */
export class Link {
  readonly settings: Settings;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
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
    worker.on('error', (error) => this.#fail(messageOf(error)));
    worker.on('messageerror', (error) => this.#fail(messageOf(error)));
    worker.on('exit', () => this.#fail('the storage thread has ended'));
  }

  /** Whether events are taken, as of the last answer. */
  get intake(): IntakeState {
    return this.#intake;
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failed.add(listener);
  }

  /** Asks. Rejects with the code of the thread's fault. Answers come in the order in which the thread worked. */
  ask<O extends Operation>(op: O, args: Operations[O]['args']): Promise<Operations[O]['result']> {
    if (this.#closed) return Promise.reject(new DspatchError('queue_closed', 'the queue is closed'));
    return this.#ask(op, args);
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

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#intake = { open: false, reason: 'failed', message: 'the queue is closed' };
    // What fails now has failed without us: the log is complete, and is read at the next start.
    if (this.#failure === undefined) await this.#ask('close', {}).catch(() => {});
    await this.#worker.terminate();
  }

  #send(): void {
    const asks = this.#outbox;
    this.#outbox = [];
    this.#worker.postMessage(asks, buffersOf(asks));
  }

  #receive(message: FromThread): void {
    if (!('answers' in message)) return;
    if (!this.#closed) this.#intake = message.intake;
    for (const answer of message.answers) this.#resolve(answer);
    if (message.failure !== undefined) this.#fail(message.failure);
  }

  #resolve(answer: Answer): void {
    const pending = this.#pending.get(answer.seq);
    this.#pending.delete(answer.seq);
    if (pending === undefined) return;
    if ('fault' in answer) pending.reject(new DspatchError(answer.fault.code, answer.fault.message));
    else pending.resolve(answer.result as never);
  }

  #fail(message: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = new DspatchError('storage_failed', message);
    this.#intake = { open: false, reason: 'failed', message };
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
    if (this.#closed) return;
    for (const listener of this.#failed) listener(this.#failure);
  }
}

/** What is handed over, not copied: the items of appends, which nobody needs here any more. */
function buffersOf(asks: readonly Ask[]): ArrayBuffer[] {
  return asks.flatMap((ask) => (ask.op === 'append' ? [ask.args.intakes.wires.buffer] : []));
}

/** Starts the storage thread on a data directory. Rejects with the codes of open.ts. */
export function startThread(options: StoreOptions): Promise<Link> {
  // Beside this file, as TypeScript in a checkout and as JavaScript in the package.
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js';
  // The nursery that the command chooses (bin/dspatch) is the main thread's, and would be this one's too whatever is said below.
  setFlagsFromString('--max-semi-space-size=0');
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: options,
    name: 'dspatch-storage',
    // Its garbage is short-lived: a small nursery holds it. Its heap has no limit, since running into one would end it.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  return new Promise((resolve, reject) => {
    const endedEarly = (): void => reject(new DspatchError('storage_failed', 'the storage thread ended as it started'));
    worker.once('error', reject);
    worker.once('exit', endedEarly);
    worker.once('message', (message: FromThread) => {
      worker.off('error', reject);
      worker.off('exit', endedEarly);
      if ('answers' in message) return;
      if (message.ready) resolve(new Link(worker, message.settings, message.intake));
      else {
        void worker.terminate();
        reject(new DspatchError(message.fault.code, message.fault.message));
      }
    });
  });
}
