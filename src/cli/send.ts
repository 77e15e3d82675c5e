import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../base/clock.ts';
import { formatDuration, MINUTE, SECOND } from '../base/durations.ts';
import { DspatchError, messageOf } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { parseWithIds } from '../event/exact-ids.ts';
import { MAX_EVENT_BYTES, MAX_REQUEST_BYTES } from '../event/limits.ts';
import { jsonOption } from './admin-client.ts';
import { type Line, readLines } from './ndjson.ts';
import { print, printJson, tell } from './output.ts';
import { count } from './table.ts';

interface SendOptions {
  readonly url: string;
  readonly writeKey: string;
  readonly batch: number;
  readonly restart?: true;
  readonly json?: true;
}

/** `dspatch send`: a file of events to a gateway. */
export function sendCommand(): Command {
  return new Command('send')
    .description('Send a file of events to a running gateway. Interrupted, it goes on where it was.')
    .argument('<file>', 'file of events, one JSON object a line')
    .option('--url <url>', 'the ingest address of the gateway', 'http://127.0.0.1:8080')
    .addOption(
      new Option('--write-key <key>', 'the write key of the pipeline').env('DSPATCH_WRITE_KEY').makeOptionMandatory(),
    )
    .option('--batch <n>', 'events in a request, at most', batchSize, 100)
    .option('--restart', 'begin at the first event again, whatever was sent before')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
How far it came stands in FILE.sent, which is removed at the end. Events without a messageId get one made of their
text and line, so that sending a file twice delivers nothing twice.

Example:
  dspatch send --write-key demo-write-key events.ndjson`,
    )
    .action(run);
}

function batchSize(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1000)
    throw new InvalidArgumentError('must be from 1 to 1000');
  return number;
}

/** What became of a file's events. */
interface Tally {
  sent: number;
  rejected: number;
  /** The first refused events, with their lines. */
  readonly problems: { readonly line: number; readonly message: string }[];
}

interface Item {
  readonly line: number;
  readonly json: string;
}

async function run(file: string, options: SendOptions): Promise<void> {
  const size = sizeOf(file);
  const mark = new Mark(file);
  const from = options.restart ? 0 : mark.read();
  if (from > 0) tell(`Going on after line ${from} (--restart begins anew).`);
  const tally: Tally = { sent: 0, rejected: 0, problems: [] };
  const bar = new cliProgress.SingleBar(
    {
      format: 'Sending {bar} {percentage}% | {events} events | {eta_formatted} left',
      clearOnComplete: true,
      noTTYOutput: false,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(size, 0, { events: 0 });
  try {
    await sendLines(file, from, options, { mark, tally, bar });
  } finally {
    // A bar that goes on keeps the command from ending.
    bar.stop();
  }
  mark.remove();

  if (options.json) printJson({ accepted: tally.sent, rejected: tally.rejected, problems: tally.problems });
  else {
    print(`${count(tally.sent)} events were accepted, ${count(tally.rejected)} were not`);
    for (const problem of tally.problems) print(`  line ${problem.line}: ${problem.message}`);
    if (tally.rejected > tally.problems.length) print(`  and ${count(tally.rejected - tally.problems.length)} more`);
  }
  if (tally.rejected > 0) process.exitCode = 1;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DspatchError('file_unreadable', `${file} cannot be read (${code})`, { cause: error });
  }
}

/** Where a file's sending is seen, and remembered. */
interface Progress {
  readonly mark: Mark;
  readonly tally: Tally;
  readonly bar: cliProgress.SingleBar;
}

/** Sends the lines after `from`, a batch at a time. */
async function sendLines(
  file: string,
  from: number,
  options: SendOptions,
  { mark, tally, bar }: Progress,
): Promise<void> {
  const gateway = new Gateway(options.url, options.writeKey);
  let seenBytes = 0;
  let batch: Item[] = [];
  let bytes = 0;
  let last = from;

  const flush = async (): Promise<void> => {
    if (batch.length > 0) await gateway.post(batch, tally);
    batch = [];
    bytes = 0;
    mark.write(last);
    bar.update(seenBytes, { events: count(tally.sent) });
  };
  for await (const line of readLines(file)) {
    seenBytes += Buffer.byteLength(line.text) + 1;
    if (line.number <= from) continue;
    const json = prepare(line, tally);
    if (json !== undefined) {
      const size = Buffer.byteLength(json) + 1;
      if (batch.length >= options.batch || bytes + size > MAX_REQUEST_BYTES - 1_000) await flush();
      batch.push({ line: line.number, json });
      bytes += size;
    }
    last = line.number;
  }
  await flush();
}

const MAX_PROBLEMS = 20;

function reject(tally: Tally, line: number, message: string): void {
  tally.rejected += 1;
  if (tally.problems.length < MAX_PROBLEMS) tally.problems.push({ line, message });
}

/** A line as an item of a batch: with a type, and with a messageId that is the same whenever the file is sent. */
function prepare({ number, text }: Line, tally: Tally): string | undefined {
  let event: Json;
  try {
    event = parseWithIds(text);
  } catch {
    reject(tally, number, 'not valid JSON');
    return undefined;
  }
  if (!isObject(event)) {
    reject(tally, number, 'not a JSON object');
    return undefined;
  }
  const given: JsonObject = event;
  const id = own(given, 'messageId');
  const json = JSON.stringify({
    type: 'track',
    ...given,
    messageId: id ?? `send-${createHash('sha256').update(`${number}\n${text}`).digest('hex').slice(0, 40)}`,
  });
  // The gateway would say so too; but not of one that is too large for any request.
  const size = Buffer.byteLength(json);
  if (size <= MAX_EVENT_BYTES) return json;
  reject(tally, number, `the event has ${size} bytes; the limit is ${MAX_EVENT_BYTES}`);
  return undefined;
}

/** The gateway that is sent to. */
class Gateway {
  readonly #url: string;
  readonly #authorization: string;

  constructor(url: string, writeKey: string) {
    this.#url = `${url.replace(/\/+$/, '')}/v1/batch`;
    this.#authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  }

  /** Posts a batch, waiting as long as the gateway asks for it. Throws where trying again is of no use. */
  async post(batch: readonly Item[], tally: Tally): Promise<void> {
    const body = `{"batch":[${batch.map((item) => item.json).join(',')}]}`;
    for (let tries = 1; ; tries++) {
      const response = await this.#try(body);
      if (response instanceof Response && response.status < 500 && response.status !== 429) {
        return read(response, batch, tally);
      }
      const asked = response instanceof Response ? waitAsked(response) : 2 ** Math.min(tries, 5) * SECOND;
      const wait = Math.min(MINUTE, Math.max(SECOND, asked));
      const why = response instanceof Response ? `the gateway answers ${response.status}` : response;
      if (tries === 1 || tries % 10 === 0) tell(`${why}; trying again in ${formatDuration(wait)}`);
      await systemClock.sleep(wait);
    }
  }

  async #try(body: string): Promise<Response | string> {
    try {
      return await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: this.#authorization },
        body,
      });
    } catch (error) {
      return `no gateway answers at ${this.#url} (${messageOf((error as { cause?: unknown }).cause ?? error)})`;
    }
  }
}

/** How long an answer asks to wait, in milliseconds; proxies may say it as a date. */
function waitAsked(response: Response): number {
  const text = response.headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * SECOND;
  const until = Date.parse(text);
  return Number.isNaN(until) ? 5 * SECOND : until - systemClock.now();
}

async function read(response: Response, batch: readonly Item[], tally: Tally): Promise<void> {
  const answer: unknown = await response.json().catch(() => undefined);
  const text = (key: string): string => (isObject(answer) ? String(own(answer, key) ?? '') : '');
  const details = isObject(answer) ? own(answer, 'Details') : undefined;
  if (response.status === 200) tally.sent += batch.length;
  else if (Array.isArray(details) && (response.status === 207 || response.status === 400)) {
    tally.sent += batch.length - details.length;
    for (const detail of details) {
      const index = isObject(detail) ? Number(own(detail, 'index')) : Number.NaN;
      reject(tally, batch[index]?.line ?? 0, isObject(detail) ? String(own(detail, 'Message')) : 'refused');
    }
  } else throw new DspatchError('gateway_refused', `the gateway answers ${response.status}: ${text('Message')}`);
}

/** How far a file has been sent, kept beside it. */
class Mark {
  readonly #path: string;

  constructor(file: string) {
    this.#path = `${file}.sent`;
  }

  /** The last line that was sent; 0 when none was. */
  read(): number {
    if (!existsSync(this.#path)) return 0;
    const line = Number(readFileSync(this.#path, 'utf8'));
    return Number.isInteger(line) && line > 0 ? line : 0;
  }

  write(line: number): void {
    writeFileSync(`${this.#path}.new`, String(line));
    renameSync(`${this.#path}.new`, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
