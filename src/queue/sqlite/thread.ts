import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { DspatchError, messageOf } from '../../base/errors.ts';
import { release } from '../../base/release.ts';
import type { IntakeState } from '../queue.ts';
import { readSettlements } from './flat.ts';
import type { Answer, Ask, FromThread, ToThread } from './protocol.ts';
import type { Reading } from './read.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';

// The thread that owns the database. It takes all questions that have come, stores what they write in one transaction (group
// commit: under load one fsync serves many requests), and answers them together.

/** The most questions in one transaction: a bound on how long the first of them waits. */
const MAX_GROUP = 256;

/** SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB: what was promised may not be kept any more. */
const FATAL = new Set([10, 11, 26]);

const CLOSED: IntakeState = { open: false, reason: 'failed', message: 'the queue is closed' };

const port = parentPort as MessagePort;

class StorageThread {
  readonly #store: Store;
  #failure: string | undefined;
  #closed = false;
  /** Ends the copy that is being made. */
  #copying = new AbortController();

  constructor(store: Store) {
    this.#store = store;
  }

  serve(first: ToThread): void {
    const asks = [...first];
    while (asks.length < MAX_GROUP) {
      const more = receiveMessageOnPort(port) as { message: ToThread } | undefined;
      if (more === undefined) break;
      asks.push(...more.message);
    }
    const isWrite = (ask: Ask): boolean => ask.op === 'append' || ask.op === 'settle';
    const answers = this.#writeGroup(asks.filter(isWrite));
    for (const ask of asks) {
      if (ask.op === 'copy') void this.#copy(ask);
      else if (!isWrite(ask)) answers.push(this.#attempt(ask, () => this.#other(ask)));
    }
    this.#answer(answers);
    for (const ask of asks) if (ask.op === 'append') release(ask.args.intakes.wires);
    if (this.#closed) port.close();
  }

  #answer(answers: readonly Answer[]): void {
    const message = {
      answers,
      intake: this.#failure === undefined && !this.#closed ? this.#store.intake() : CLOSED,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    } satisfies FromThread;
    port.postMessage(message, buffersOf(answers));
  }

  /** Is answered later than what was asked after it: a copy takes seconds. */
  async #copy({ seq, args }: Extract<Ask, { op: 'copy' }>): Promise<void> {
    this.#copying = new AbortController();
    try {
      this.#answer([{ seq, result: await this.#store.copy(args.path, this.#copying.signal) }]);
    } catch (error) {
      this.#answer([{ seq, fault: faultOf(error) }]);
    }
  }

  /** All in one transaction; if it fails, each by itself, so that one cannot take its neighbours along. */
  #writeGroup(asks: readonly Ask[]): Answer[] {
    const { answers, writes } = this.#admit(asks);
    if (writes.length === 0) return answers;
    const now = Math.max(...writes.map((ask) => ('now' in ask.args ? Number(ask.args.now) : 0)));
    try {
      return [
        ...answers,
        ...this.#store.group(now, () => writes.map((ask) => ({ seq: ask.seq, result: this.#write(ask) }))),
      ];
    } catch (error) {
      this.#judge(error);
      // The disk may be full: what the reserve gives back is for settling, and no append may take it.
      const left = this.#admit(writes);
      const one = (ask: Ask): unknown =>
        ask.op === 'settle'
          ? this.#store.groupForSettling(now, () => this.#write(ask))
          : this.#store.group(now, () => this.#write(ask));
      return [...answers, ...left.answers, ...left.writes.map((ask) => this.#attempt(ask, () => one(ask)))];
    }
  }

  /** What may be written; and the answers of appends that may not. */
  #admit(asks: readonly Ask[]): { answers: Answer[]; writes: Ask[] } {
    const state = this.#store.intake();
    const answers: Answer[] = [];
    const writes: Ask[] = [];
    for (const ask of asks) {
      if (ask.op !== 'append' || state.open) writes.push(ask);
      else answers.push({ seq: ask.seq, fault: { code: 'queue_closed_to_intake', message: state.message } });
    }
    return { answers, writes };
  }

  #write(ask: Ask): unknown {
    if (ask.op === 'settle') return this.#store.settle(readSettlements(ask.args.settlements), ask.args.now);
    return ask.op === 'append' ? this.#store.append(ask.args.intakes, ask.args.now) : undefined;
  }

  #other(ask: Ask): unknown {
    const store = this.#store;
    switch (ask.op) {
      case 'readFirst':
        return store.readFirst(ask.args.lane, ask.args.after, ask.args.limit);
      case 'readDue':
        return store.readDue(ask.args.lane, ask.args.now, ask.args.limit);
      case 'firstDue':
        return store.firstDue(ask.args.lane, ask.args.except);
      case 'replay': {
        const { query, after, dryRun, now } = ask.args;
        return store.replay(query, { after, dryRun }, now);
      }
      case 'housekeep':
        return store.housekeep(ask.args.inHand, ask.args.now);
      case 'stats':
        return store.stats();
      case 'search':
        return store.search(ask.args);
      case 'entries':
        return store.entries(ask.args);
      case 'countRefused':
        return store.countRefused(ask.args.refusals, ask.args.now);
      case 'counts':
        return store.counted.counts(ask.args);
      case 'seriesPart':
        return store.counted.seriesPart(ask.args.query, ask.args.before);
      case 'totals':
        return store.counted.totals();
      case 'endCopy':
        return this.#copying.abort();
      case 'close':
        this.#closed = true;
        return store.close();
      default:
        throw new DspatchError('storage_failed', `the storage thread does not know "${ask.op}"`);
    }
  }

  #attempt(ask: Ask, work: () => unknown): Answer {
    try {
      if (this.#failure !== undefined && ask.op !== 'close') throw new DspatchError('storage_failed', this.#failure);
      return { seq: ask.seq, result: work() };
    } catch (error) {
      this.#judge(error);
      return { seq: ask.seq, fault: faultOf(error) };
    }
  }

  #judge(error: unknown): void {
    const code = (error as { errcode?: number }).errcode;
    if (code !== undefined && FATAL.has(code % 256)) this.#failure = messageOf(error);
  }
}

/** What is handed over, not copied: the items of readings. */
function buffersOf(answers: readonly Answer[]): ArrayBuffer[] {
  return answers.flatMap((answer) =>
    'result' in answer && isReading(answer.result) ? answer.result.runs.map((run) => run.buffer) : [],
  );
}

function isReading(result: unknown): result is Reading {
  return typeof result === 'object' && result !== null && 'runs' in result;
}

function faultOf(error: unknown): { code: string; message: string } {
  if (error instanceof DspatchError) return { code: error.code, message: error.message };
  return { code: 'storage_failed', message: messageOf(error) };
}

try {
  const store = openStore(workerData as StoreOptions);
  const thread = new StorageThread(store);
  port.on('message', (asks: ToThread) => thread.serve(asks));
  port.postMessage({ ready: true, intake: store.intake(), settings: store.settings() } satisfies FromThread);
} catch (error) {
  port.postMessage({ ready: false, fault: faultOf(error) } satisfies FromThread);
}
