import { z } from 'zod';
import { DspatchError } from '../../base/errors.ts';
import { ENDPOINT_NAMES, hasItems, isImport } from '../http/endpoint-name.ts';
import { BODY_LIES, type Fault, ITEM_LIES } from './fault.ts';

const positive = z.int().min(1);
const share = z.number().min(0).max(1);
const status = z.int().min(200).max(599);
// What goes into a header must not be able to end it.
const headerText = z.string().regex(/^[\x20-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters');
const retryAfter = z.union([z.number().min(0).max(86_400), headerText]).optional();
const retryAfterForm = z.enum(['seconds', 'date']).optional();
const process = z.boolean().optional();
const indexes = z.array(z.int().min(0)).min(1).max(500).optional();
const dedupeIds = z.array(z.string()).min(1).max(10_000).optional();
const delayMs = z.int().min(0).max(3_600_000);

const match = z.strictObject({
  endpoint: z.enum(ENDPOINT_NAMES).optional(),
  accountId: z.string().optional(),
  dedupeIds,
  moreItemsThan: z.int().min(0).optional(),
  nth: positive.optional(),
  from: positive.optional(),
  count: positive.optional(),
});

const base = {
  match: match.optional(),
  times: positive.optional(),
  probability: share.optional(),
  seed: z.int().optional(),
  delayMs: delayMs.optional(),
};

const KINDS = [
  z.strictObject({
    ...base,
    kind: z.literal('status'),
    status,
    body: z.unknown().optional(),
    contentType: headerText.optional(),
    retryAfter,
    retryAfterForm,
    process,
  }),
  z.strictObject({ ...base, kind: z.literal('delay'), delayMs }),
  z.strictObject({ ...base, kind: z.literal('hang'), process }),
  z.strictObject({ ...base, kind: z.literal('silence'), status: status.optional(), process }),
  z.strictObject({ ...base, kind: z.literal('slow_body'), bytesPerSecond: positive }),
  z.strictObject({
    ...base,
    kind: z.literal('reset'),
    when: z.enum(['before_body', 'after_body', 'after_processing', 'mid_response']),
  }),
  z.strictObject({ ...base, kind: z.literal('truncated'), missingBytes: positive.optional() }),
  z.strictObject({
    ...base,
    kind: z.literal('lie'),
    lie: z.enum([...ITEM_LIES, ...BODY_LIES]),
    indexes,
    status: z.int().min(200).max(299).optional(),
    process,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('items'),
    indexes,
    dedupeIds,
    share: share.optional(),
    code: z.string().min(1).max(200).optional(),
    message: z.string().max(1_000).optional(),
    process,
  }),
  z.strictObject({ ...base, kind: z.literal('invalid_grant') }),
  z.strictObject({ ...base, kind: z.literal('unauthorized') }),
  z.strictObject({ ...base, kind: z.literal('forbidden') }),
  z.strictObject({ ...base, kind: z.literal('rate_limit'), retryAfter, retryAfterForm }),
  z.strictObject({ ...base, kind: z.literal('endless_body'), status: status.optional(), process }),
  z.strictObject({
    ...base,
    kind: z.literal('gzip_bomb'),
    megabytes: z.int().min(1).max(4_096).optional(),
    status: status.optional(),
    process,
  }),
] as const;

const fault = z.discriminatedUnion('kind', KINDS).superRefine((it, context) => {
  const problem = contradiction(it);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const list: z.ZodType<Fault[]> = z.array(fault).max(100);

/**
 * Reads a list of faults from untrusted JSON. Throws a DspatchError (`sandbox_faults`) that names every unknown or wrong
 * member.
 */
export function readFaults(value: unknown): Fault[] {
  const result = list.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const at = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    return `faults${at}: ${message}`;
  });
  throw new DspatchError('sandbox_faults', lines.join('\n'));
}

/** What a fault cannot mean, although each of its members is fine. */
function contradiction(it: Fault): string | undefined {
  const { endpoint, nth, from, count } = it.match ?? {};
  if (nth !== undefined && (from !== undefined || count !== undefined))
    return 'match has nth, or from and count, not both';
  if (it.kind === 'items' && !it.indexes && !it.dedupeIds && it.share === undefined) {
    return 'a fault of kind items needs indexes, dedupeIds or share';
  }
  if (it.kind === 'reset' && it.when === 'before_body' && needsBody(it)) {
    return 'reset before_body cannot match on dedupeIds or moreItemsThan, which are in the body';
  }
  if (endpoint === undefined) return undefined;
  if (it.kind === 'items' && !hasItems(endpoint)) {
    return 'this fault works on the endpoints eventData, events and definitions only';
  }
  if (it.kind === 'lie' && isItemLie(it.lie) && !isImport(endpoint)) {
    return 'this lie works on the endpoints eventData and events only';
  }
  if (it.kind === 'invalid_grant' && endpoint !== 'token') return 'invalid_grant works on the endpoint token only';
  return undefined;
}

/** Whether a lie is one about items. */
export function isItemLie(lie: string): boolean {
  return (ITEM_LIES as readonly string[]).includes(lie);
}

/** Whether only the request's body tells if a fault matches. */
export function needsBody({ match }: Fault): boolean {
  return match?.dedupeIds !== undefined || match?.moreItemsThan !== undefined;
}
