import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { visible } from '../base/visible.ts';
import { parseWithIds } from '../event/exact-ids.ts';
import { MAX_EVENT_BYTES, MAX_REQUEST_BYTES } from '../event/limits.ts';
import { address } from './address.ts';
import { jsonOption } from './admin-client.ts';
import { IngestClient } from './ingest-client.ts';
import { type Line, readLines } from './ndjson.ts';
import { print, printJson, tell } from './output.ts';
import { SentMark } from './sent-mark.ts';
import { SUMMARIES } from './summaries.ts';
import { count } from './table.ts';
import { withPauses } from './with-pauses.ts';

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
    .description(SUMMARIES.send)
    .argument('<file>', 'file of events, one JSON object a line; - for standard input')
    .addOption(
      new Option('--url <url>', 'the ingest address of the gateway')
        .default('http://127.0.0.1:8080')
        .argParser(address),
    )
    .addOption(
      new Option('--write-key <key>', 'the write key of the pipeline').env('DSPATCH_WRITE_KEY').makeOptionMandatory(),
    )
    .option('--batch <n>', 'events in a request, at most', batchSize, 100)
    .option('--restart', 'begin at the first event again, whatever was sent before')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
How far it came stands in FILE.sent, which is removed at the end. It holds for the same lines, address and write key;
standard input has none. Events without a messageId get one made of their text and line, so that sending a file twice
delivers nothing twice.

Examples:
  dspatch send --write-key demo-write-key events.ndjson
  zcat events.ndjson.gz | dspatch send --write-key demo-write-key -`,
    )
    .action(run);
}

const MAX_BATCH = 1000;

function batchSize(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > MAX_BATCH)
    throw new InvalidArgumentError(`must be from 1 to ${MAX_BATCH}`);
  return number;
}

/** The most refused events that are told one by one. */
const MAX_PROBLEMS = 20;

/** What became of a file's events. */
class Tally {
  sent = 0;
  rejected = 0;
  /** The first refused events, in the order of their lines. */
  readonly problems: Refused[] = [];
  #ofBatch: Refused[] = [];

  reject(line: number, message: string): void {
    this.rejected += 1;
    this.#ofBatch.push({ line, message });
    // A file may be nothing but refused lines.
    if (this.#ofBatch.length > 2 * MAX_BATCH) this.#ofBatch = this.#firstOfBatch();
  }

  /** All of a batch is known by now: its lines' own problems and the gateway's are put in order. */
  endBatch(): void {
    this.problems.push(...this.#firstOfBatch().slice(0, MAX_PROBLEMS - this.problems.length));
    this.#ofBatch = [];
  }

  #firstOfBatch(): Refused[] {
    return this.#ofBatch.sort((a, b) => a.line - b.line).slice(0, MAX_PROBLEMS);
  }
}

interface Refused {
  readonly line: number;
  readonly message: string;
}

interface Item {
  readonly line: number;
  readonly json: string;
}

async function run(file: string, options: SendOptions): Promise<void> {
  const { url, writeKey } = options;
  const size = file === '-' ? undefined : sizeOf(file);
  const mark = file === '-' ? undefined : new SentMark({ file, url, writeKey });
  const from = await beginning(file, mark, options.restart === true);
  const tally = new Tally();
  const bar = new cliProgress.SingleBar(
    {
      format: size === undefined ? 'Sending | {events} events' : SHARE,
      clearOnComplete: true,
      noTTYOutput: false,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(size ?? 0, 0, { events: 0 });
  try {
    await sendLines(file, from, options, { mark, tally, bar });
  } finally {
    // A bar that goes on keeps the command from ending, and so does waiting for more input.
    bar.stop();
    if (file === '-') process.stdin.destroy();
  }
  mark?.remove();

  if (options.json) printJson({ accepted: tally.sent, rejected: tally.rejected, problems: tally.problems });
  else {
    print(`${count(tally.sent)} events were accepted, ${count(tally.rejected)} were not`);
    for (const problem of tally.problems) print(`  line ${problem.line}: ${visible(problem.message)}`);
    if (tally.rejected > tally.problems.length) print(`  and ${count(tally.rejected - tally.problems.length)} more`);
  }
  if (tally.rejected > 0) process.exitCode = 1;
}

/** After so long without another line what has come is sent. */
const QUIET = SECOND;

const SHARE = 'Sending {bar} {percentage}% | {events} events | {eta_formatted} left';

/** After which line to begin. */
async function beginning(file: string, mark: SentMark | undefined, restart: boolean): Promise<number> {
  if (mark === undefined || restart) return 0;
  const { line, instead } = await mark.read();
  if (instead !== undefined) tell(`Beginning at the first event: ${file}.sent ${instead}.`);
  if (line > 0) tell(`Going on after line ${line} (--restart begins anew).`);
  return line;
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
  readonly mark: SentMark | undefined;
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
  const gateway = new IngestClient(options.url, options.writeKey, tell);
  let seenBytes = 0;
  let batch: Item[] = [];
  let bytes = 0;
  let last = from;

  const flush = async (): Promise<void> => {
    if (batch.length > 0) await post(gateway, batch, tally);
    tally.endBatch();
    batch = [];
    bytes = 0;
    mark?.write(last);
    bar.update(seenBytes, { events: count(tally.sent) });
  };
  for await (const line of file === '-' ? withPauses(readLines(file), QUIET) : readLines(file)) {
    // Nothing more comes just now: what came is not kept waiting.
    if (line === undefined) {
      await flush();
      continue;
    }
    seenBytes += Buffer.byteLength(line.text) + 1;
    if (line.number > from) {
      const json = prepare(line, tally);
      if (json !== undefined) {
        const size = Buffer.byteLength(json) + 1;
        if (batch.length >= options.batch || bytes + size > MAX_REQUEST_BYTES - 1_000) await flush();
        batch.push({ line: line.number, json });
        bytes += size;
      }
      last = line.number;
    }
    mark?.pass(line);
  }
  await flush();
}

/** Sends a batch, and notes what became of its items. */
async function post(gateway: IngestClient, batch: readonly Item[], tally: Tally): Promise<void> {
  const refused = await gateway.post(batch.map(({ json }) => json));
  tally.sent += batch.length - refused.length;
  for (const { index, message } of refused) tally.reject(batch[index]?.line ?? 0, message);
}

/** A line as an item of a batch: with a type, and with a messageId that is the same whenever the file is sent. */
function prepare({ number, text }: Line, tally: Tally): string | undefined {
  let event: Json;
  try {
    event = parseWithIds(text);
  } catch {
    tally.reject(number, 'not valid JSON');
    return undefined;
  }
  if (!isObject(event)) {
    tally.reject(number, 'not a JSON object');
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
  tally.reject(number, `the event has ${size} bytes; the limit is ${MAX_EVENT_BYTES}`);
  return undefined;
}
