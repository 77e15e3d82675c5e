import { createHash, type Hash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isObject, own } from '../base/json.ts';
import { type Line, readLines } from './ndjson.ts';

/** What a sending is: where it goes, and for whom. */
export interface Sending {
  readonly file: string;
  readonly url: string;
  readonly writeKey: string;
}

/** Where a sending may begin: after a line (0: at the first), and why not where an earlier one came to, if there was one. */
export interface Beginning {
  readonly line: number;
  readonly instead?: string;
}

/** What the mark's file holds. */
interface Mark {
  readonly line: number;
  readonly url: string;
  /** Of the write key: which it was, and no more. */
  readonly key: string;
  /** Of the lines up to there. */
  readonly lines: string;
}

/**
 * How far a file has been sent, kept beside it in FILE.sent. It holds for the same lines, the same address and the same write key alone:
 * for any other, what it tells of was never sent.
 */
export class SentMark {
  readonly #sending: Sending;
  readonly #path: string;
  readonly #lines = new Lines();
  #written = 0;

  constructor(sending: Sending) {
    this.#sending = sending;
    this.#path = `${sending.file}.sent`;
  }

  /** Where to begin. */
  async read(): Promise<Beginning> {
    if (!existsSync(this.#path)) return { line: 0 };
    const mark = parsed(readFileSync(this.#path, 'utf8'));
    if (mark === undefined) return { line: 0, instead: 'does not tell what was sent' };
    if (mark.url !== this.#sending.url) return { line: 0, instead: `tells of a sending to ${mark.url}` };
    if (mark.key !== digest(this.#sending.writeKey))
      return { line: 0, instead: 'tells of a sending with another write key' };
    const now = await linesUpTo(this.#sending.file, mark.line);
    return now === mark.lines
      ? { line: mark.line }
      : { line: 0, instead: 'tells of other lines: the file has changed' };
  }

  /** A line was read, of those before the place that is written next. */
  pass(line: Line): void {
    this.#lines.add(line);
  }

  /** All up to a line was sent, which was the last one that passed. */
  write(line: number): void {
    if (line === this.#written) return;
    const { url, writeKey } = this.#sending;
    const mark: Mark = { line, url, key: digest(writeKey), lines: this.#lines.digest() };
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(mark)}\n`);
    renameSync(`${this.#path}.new`, this.#path);
    this.#written = line;
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** A digest of lines, that grows with them. */
class Lines {
  readonly #hash: Hash = createHash('sha256');

  add({ number, text }: Line): void {
    this.#hash.update(`${number}\n${text}\n`);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}

async function linesUpTo(file: string, last: number): Promise<string> {
  const lines = new Lines();
  for await (const line of readLines(file)) {
    if (line.number > last) break;
    lines.add(line);
  }
  return lines.digest();
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parsed(text: string): Mark | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const [line, url, key, lines] = ['line', 'url', 'key', 'lines'].map((name) => own(value, name));
  const isMark = Number.isSafeInteger(line) && [url, key, lines].every((one) => typeof one === 'string');
  return isMark ? (value as unknown as Mark) : undefined;
}
