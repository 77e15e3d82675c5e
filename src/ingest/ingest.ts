import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { type JsonObject, own } from '../base/json.ts';
import { RETRY_AFTER } from '../base/retry-after.ts';
import { customMetadata, METADATA_PLACES, parseCustomEvent } from '../event/custom.ts';
import type { Event, EventType, ParseProblem } from '../event/event.ts';
import { type ItemProblem, type Parsed, parseBatch, parseBody, parseEvent, type Receipt } from '../event/parse.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Appended, Intake, Queue } from '../queue/queue.ts';
import type { SealedKeeper } from '../sealed/keeper.ts';
import { ACCEPTED, itemDetail, partlyAccepted, type Refusal, type Reply, refuse } from './reply.ts';
import type { WriteKeys } from './write-keys.ts';

/** What a request is about: one call of a type, a batch, or an event in any schema. */
export type Endpoint = EventType | 'batch' | 'custom';

/** A request, freed of the server it came through. */
export interface IngestRequest {
  readonly endpoint: Endpoint;
  /** The body, decompressed. It is read before `handle` gives its promise, and not needed after. */
  readonly body: Buffer;
  readonly authorization: string | undefined;
  /** The `X-Event-Metadata` header; for `custom`. */
  readonly metadata?: string | undefined;
  /** The query; for `custom`. */
  readonly query?: Readonly<Record<string, unknown>>;
}

/** What ingest works with. */
export interface IngestOptions {
  /** Whose events are taken: what is deployed may change from one request to the next. */
  readonly live: { readonly writeKeys: WriteKeys<Pipeline> };
  readonly queue: Queue;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Told of every request's events as they are handed to the queue; what it gives is called with what the queue says once they are stored. */
  readonly onTaken?: (pipeline: Pipeline, intakes: readonly Intake[]) => (appended: Appended) => void;
  /** Chooses events to be kept as sealed copies once they are stored (sealed/keeper.ts). */
  readonly keeper?: Pick<SealedKeeper, 'offer'> | undefined;
}

/**
 * The front door: bytes in, an answer out. An answer 200 (and the accepted part of a 207) means that the events are stored durably. Whatever
 * comes in, the answer is never a 500: what is thrown is a fault of ours. What is refused is counted: the sender alone is told of it, and a
 * browser never reads it.
 */
export class Ingest {
  readonly #options: IngestOptions;

  constructor(options: IngestOptions) {
    this.#options = options;
  }

  async handle(request: IngestRequest): Promise<Reply> {
    const received = this.#receive(request);
    if ('status' in received) return received;
    const { pipeline, accepted, problems, stored, onStored } = received;
    let appended: Appended;
    try {
      appended = await stored;
    } catch (error) {
      // What the queue says of itself is for the sender; what nobody expected is for the log (server.ts).
      if (error instanceof DspatchError) return this.#refuse(unavailable(error.message), pipeline);
      throw error;
    }
    onStored?.(appended);
    return problems.length === 0 ? ACCEPTED : partlyAccepted(accepted, problems);
  }

  /** Counts what was refused before it came here, of the pipeline that the authorization names. Returns the refusal. */
  refused(refusal: Refusal, authorization: string | undefined): Refusal {
    return this.#refuse(refusal, this.#options.live.writeKeys.fromHeader(authorization)?.name);
  }

  #refuse(refusal: Refusal, pipeline = ''): Refusal {
    this.#count(pipeline, refusal.code);
    return refusal;
  }

  #count(pipeline: string, code: string): void {
    const { queue, clock } = this.#options;
    queue.countRefused({ pipeline, code, n: 1 }, clock.now());
  }

  /** What of a request is to be stored; or the answer, where nothing is. */
  #receive(request: IngestRequest): Received | Refusal {
    const { queue, live } = this.#options;
    const { writeKeys } = live;
    const state = queue.intake();
    if (!state.open) return this.refused(unavailable(state.message), request.authorization);
    const byHeader = writeKeys.fromHeader(request.authorization);
    if (byHeader === undefined) return this.#refuse(UNKNOWN_KEY);

    const parsed = parseBody(request.body);
    if (!parsed.ok) return this.#refuse(refusalOf(parsed.problem), byHeader?.name);
    const body = parsed.value;
    const custom =
      request.endpoint === 'custom' ? customMetadata(body, request.metadata, request.query ?? {}) : undefined;
    if (custom?.ok === false) return this.#refuse(refusalOf(custom.problem), byHeader?.name);
    const key = byHeader === null ? (custom?.value.writeKey ?? textOf(body, 'writeKey')) : '';
    if (key === undefined) return this.#refuse(custom === undefined ? NO_KEY : NO_CUSTOM_KEY);
    const pipeline = byHeader ?? writeKeys.get(key);
    if (pipeline === undefined) return this.#refuse(UNKNOWN_KEY);
    if (pipeline.closed !== undefined) {
      return this.#refuse(unavailable(`the pipeline ${pipeline.name} is closed until it is mended`), pipeline.name);
    }
    return this.#read(request, body, custom?.value.fields, pipeline);
  }

  /** The events of a request whose pipeline is known. */
  #read(
    request: IngestRequest,
    body: JsonObject,
    metadata: JsonObject | undefined,
    pipeline: Pipeline,
  ): Received | Refusal {
    const { clock, newId } = this.#options;
    const receipt: Receipt = { receivedAt: clock.now(), newId };
    if (request.endpoint === 'batch') {
      const batch = parseBatch(body, receipt, request.body.length);
      if (!batch.ok) return this.#refuse(refusalOf(batch.problem), pipeline.name);
      return this.#store(pipeline, batch.value.events, batch.value.problems, receipt);
    }
    const event: Parsed<Event> =
      metadata === undefined
        ? parseEvent(body, request.endpoint as EventType, receipt, request.body.length)
        : parseCustomEvent(body, metadata, receipt);
    if (!event.ok) return this.#refuse(refusalOf(event.problem), pipeline.name);
    return this.#store(pipeline, [event.value], [], receipt);
  }

  /** Begins to store events. What was parsed is many times as large as what is stored, and nothing but the keeper's few holds it from here on. */
  #store(
    pipeline: Pipeline,
    events: readonly Event[],
    problems: readonly ItemProblem[],
    { receivedAt }: Receipt,
  ): Received | Refusal {
    for (const { code } of problems) this.#count(pipeline.name, code);
    if (events.length === 0) {
      return refuse(400, 'invalid_events', 'none of the events can be taken', problems.map(itemDetail));
    }
    const intakes = events.map((event) => pipeline.intake(event, receivedAt));
    const onStored = this.#options.onTaken?.(pipeline, intakes);
    const stored = this.#options.queue.append(intakes, receivedAt);
    this.#options.keeper?.offer(pipeline, events, intakes, stored, receivedAt);
    return { pipeline: pipeline.name, accepted: intakes.length, problems, stored, onStored };
  }
}

/** A request whose events are being stored. */
interface Received {
  readonly pipeline: string;
  readonly accepted: number;
  readonly problems: readonly ItemProblem[];
  readonly stored: Promise<Appended>;
  readonly onStored: ((appended: Appended) => void) | undefined;
}

const NO_KEY = refuse(
  401,
  'missing_write_key',
  'no write key: send it as the user name of Basic authorization, or as "writeKey" in the body',
);
const NO_CUSTOM_KEY = refuse(
  401,
  'missing_write_key',
  `no write key: send it as the user name of Basic authorization, or as "writeKey" (text) in ${METADATA_PLACES}`,
);
const UNKNOWN_KEY = refuse(401, 'unknown_write_key', 'no pipeline has this write key');

/** Nothing is taken just now. */
export function unavailable(why: string): Refusal {
  return refuse(503, 'unavailable', `no events are taken just now: ${why}`, undefined, { 'retry-after': RETRY_AFTER });
}

function refusalOf(problem: ParseProblem): Refusal {
  return refuse(problem.code === 'event_too_large' ? 413 : 400, problem.code, problem.message);
}

function textOf(body: JsonObject, key: string): string | undefined {
  const value = own(body, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
