import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Clock, systemClock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { EventStream, OperationName, Shape, StreamMessage } from './api/operation.ts';
import { sendEventStream } from './event-stream.ts';
import type { AnySpecs, Call, Caller, Spec } from './operation.ts';
import { mayDo } from './permissions.ts';
import { read } from './problems.ts';

/** Who decides who calls, and keeps the record of what they did. */
export interface Gatekeeper {
  /** Who sent a request; undefined: nobody who is known. Throws for a sign-in that is not right. */
  identify(request: FastifyRequest): Promise<Caller | undefined>;
  record(entry: AuditEntry): Promise<void>;
}

/** What goes on record. */
export interface AuditEntry {
  /** Undefined where nobody is signed in: a failed sign-in, the first account. */
  readonly caller: Caller | undefined;
  readonly address: string;
  /** Such as `pipeline.deployed`. */
  readonly action: string;
  /** What it was done to, such as `pipeline web`. */
  readonly subject: string;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

/** Handlers of any operations by name. */
export type AnyHandlers = Readonly<Record<OperationName, (call: never) => Promise<unknown>>>;

/** Serves operations: who may, what is asked, the work, the record, the answer - in this order, for every one of them. */
export function serveOperations(
  app: FastifyInstance,
  specs: AnySpecs,
  handlers: AnyHandlers,
  gatekeeper: Gatekeeper,
  { checkAnswers = false, clock = systemClock }: { readonly checkAnswers?: boolean; readonly clock?: Clock } = {},
): void {
  for (const [name, spec] of Object.entries(specs) as [OperationName, Spec][]) {
    const [method = 'GET', url = '/'] = name.split(' ', 2);
    const handle = handlers[name] as (call: Call) => Promise<unknown>;
    app.route({
      method,
      url,
      handler: async (request, reply) => {
        const caller = await gatekeeper.identify(request);
        refuse(spec, caller);
        const records: AuditEntry[] = [];
        const call = callOf(spec, request, reply, caller, records);
        let result: unknown;
        try {
          result = await handle(call);
        } finally {
          // What was done before something failed is done, and goes on record.
          for (const record of records) await gatekeeper.record(record);
        }
        if (spec.stream && result !== undefined) {
          return sendEventStream(reply, result as EventStream<StreamMessage>, {
            clock,
            mayGoOn: async () =>
              mayDo((await gatekeeper.identify(request).catch(() => undefined))?.role, spec.permission),
            check: checkAnswers ? (message) => checkAnswer(name, spec, message) : () => {},
          });
        }
        if (checkAnswers) checkAnswer(name, spec, result);
        return answer(spec, reply, result);
      },
    });
  }
}

/** What the documentation says is what is given; a difference is a fault of ours. */
function checkAnswer(name: string, { response }: Spec, result: unknown): void {
  const checked = response?.safeParse(result);
  if (checked?.success !== false) return;
  throw new Error(`${name} gave what its schema does not say: ${checked.error.message}`);
}

function refuse({ permission }: Spec, caller: Caller | undefined): void {
  if (mayDo(caller?.role, permission)) return;
  if (caller === undefined)
    throw new DspatchError('not_signed_in', 'sign in first, or send a token: Authorization: Bearer ...');
  throw new DspatchError(
    'forbidden',
    `your role (${caller.role}) may not do this: it takes the permission to ${permission}`,
  );
}

function callOf(
  spec: Spec,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | undefined,
  records: AuditEntry[],
): Call {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const address = request.ip;
  return {
    params: part(spec.params, request.params, 'path'),
    query: part(spec.query, request.query, 'query'),
    body: part(spec.body, request.body ?? {}, 'body'),
    version: spec.needsVersion ? versionOf(request.headers['if-match']) : 0,
    caller,
    address,
    agent: request.headers['user-agent'] ?? '',
    lastEventId: spec.stream ? textOf(request.headers['last-event-id']) : undefined,
    signal: gone.signal,
    audit: (action, subject, change = {}) => records.push({ caller, address, action, subject, ...change }),
    header: (name, value) => void reply.header(name, value),
  } as Call;
}

function part(schema: Spec['body'], input: unknown, name: string): Shape['body'] {
  return schema === undefined ? undefined : read(schema, input, name);
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

/** The version in an ETag of ours, `"17"`. */
function versionOf(header: string | undefined): number {
  const version = /^\s*(?:W\/)?"(\d+)"\s*$/.exec(header ?? '')?.[1];
  if (version !== undefined) return Number(version);
  throw new DspatchError(
    'version_needed',
    'say in If-Match which version you have read: the ETag of the answer you had',
  );
}

function answer(spec: Spec, reply: FastifyReply, result: unknown): unknown {
  if (spec.versioned) void reply.header('etag', `"${(result as { version: number }).version}"`);
  if (result === undefined) return reply.code(spec.status ?? 204).send();
  return reply.code(spec.status ?? 200).send(result);
}
