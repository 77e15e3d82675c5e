import { z } from 'zod';
import { ENDPOINT_NAMES, hasItems, isImport } from '../http/endpoint-name.ts';
import { BODY_LIES, type Fault, ITEM_LIES } from './fault.ts';

// The descriptions are the reference: src/reference/ makes a page of them.

const positive = z.int().min(1);
const share = z.number().min(0).max(1);
// What goes into a header must not be able to end it.
const headerText = z.string().regex(/^[\x20-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters');
const answer = (otherwise: number) =>
  z.int().min(200).max(599).describe(`The status of the answer; default ${otherwise}.`).optional();
const retryAfter = z
  .union([z.number().min(0).max(86_400), headerText])
  .describe('The Retry-After header: seconds, or a text that is sent as it is.')
  .optional();
const retryAfterForm = z
  .enum(['seconds', 'date'])
  .describe('Whether the seconds of retryAfter are sent as such (the default) or as an HTTP date.')
  .optional();
const processed = (otherwise: boolean) =>
  z
    .boolean()
    .describe(`Whether the request is processed all the same, and its events kept; default ${otherwise}.`)
    .optional();
const delayMs = z.int().min(0).max(3_600_000);
const ids = z.array(z.string()).min(1).max(10_000);
const places = z.array(z.int().min(0)).min(1).max(500);

const match = z
  .strictObject({
    endpoint: z.enum(ENDPOINT_NAMES).describe('Only requests to this endpoint.').optional(),
    accountId: z.string().describe('Only requests for this DSP advertiser.').optional(),
    dedupeIds: ids.describe('Only requests whose items include one of these dedupe ids: poison.').optional(),
    moreItemsThan: z.int().min(0).describe('Only requests of more items than this.').optional(),
    nth: positive.describe('Only the nth matching request, counted from 1 since the fault was set.').optional(),
    from: positive.describe('Only from this matching request on, counted from 1.').optional(),
    count: positive.describe('Only this many matching requests, beginning with `from`.').optional(),
  })
  .describe('Which requests it may strike: those that fit all members. Without it, all.');

const base = {
  match: match.optional(),
  times: positive.describe('How often it strikes before it is spent; for ever when left out.').optional(),
  probability: share.describe('The chance that it strikes a request that it matches; default 1.').optional(),
  seed: z.int().describe('The seed of its dice, so that a run can be repeated; default 1.').optional(),
  delayMs: delayMs.describe('Waits this many milliseconds before anything else.').optional(),
};

const KINDS = [
  z
    .strictObject({
      ...base,
      kind: z.literal('status'),
      status: z.int().min(200).max(599).describe('The status of the answer.'),
      body: z
        .unknown()
        .describe('Text as it is, anything else as JSON; by default an error in the endpoint’s own shape.')
        .optional(),
      contentType: headerText.describe('The media type of `body`.').optional(),
      retryAfter,
      retryAfterForm,
      process: processed(false),
    })
    .describe('An answer with this status instead of the right one.'),
  z
    .strictObject({ ...base, kind: z.literal('delay'), delayMs: delayMs.describe('How late, in milliseconds.') })
    .describe('The right answer, late.'),
  z
    .strictObject({ ...base, kind: z.literal('hang'), process: processed(false) })
    .describe('The request is taken and never answered.'),
  z
    .strictObject({ ...base, kind: z.literal('silence'), status: answer(207), process: processed(true) })
    .describe('Status and headers are sent, and nothing after them.'),
  z
    .strictObject({
      ...base,
      kind: z.literal('slow_body'),
      bytesPerSecond: positive.describe('How fast the body comes.'),
    })
    .describe('The right answer, trickling.'),
  z
    .strictObject({
      ...base,
      kind: z.literal('reset'),
      when: z
        .enum(['before_body', 'after_body', 'after_processing', 'mid_response'])
        .describe('When: `after_processing` and `mid_response` have kept the events, the other two have not.'),
    })
    .describe('The connection is reset.'),
  z
    .strictObject({
      ...base,
      kind: z.literal('truncated'),
      missingBytes: positive.describe('How many bytes never come; default half of the body.').optional(),
    })
    .describe('The right answer without its last bytes: `content-length` says more than is sent.'),
  z
    .strictObject({
      ...base,
      kind: z.literal('lie'),
      lie: z
        .enum([...ITEM_LIES, ...BODY_LIES])
        .describe(
          'About items: `missing_all` (no item is in the answer), `missing_some` (those in `indexes` are not), `index_out_of_range` (they are listed under indexes beyond the batch), `index_twice` (they are listed twice), `index_string` (their indexes are text), `success_and_error` (they are in both arrays). About the body: `empty` (none), `empty_object` (`{}`), `html` (the page of a captive portal), `not_json` (half a JSON text).',
        ),
      indexes: places
        .describe('The items it is about, as the endpoint counts them; by default the last, for `index_string` all.')
        .optional(),
      status: z
        .int()
        .min(200)
        .max(299)
        .describe('The status of `empty`, `empty_object`, `html` and `not_json`; default 200.')
        .optional(),
      process: z
        .boolean()
        .describe(
          'Whether the events are kept; default true. With `missing_all` and `missing_some`, false loses the items that are left out and keeps the others; with any other lie it loses all.',
        )
        .optional(),
    })
    .describe('A 2xx that is not to be trusted.'),
  z
    .strictObject({
      ...base,
      kind: z.literal('items'),
      indexes: places
        .describe('These items, as the endpoint counts: from 1 in `eventData`, from 0 in `events`.')
        .optional(),
      dedupeIds: ids.describe('The items with these dedupe ids.').optional(),
      share: share.describe('A share of the items, 0 to 1, each by itself.').optional(),
      code: z.string().min(1).max(200).describe('The code of the error; default `INTERNAL_ERROR`.').optional(),
      message: z.string().max(1_000).describe('The words of the error.').optional(),
      process: z
        .boolean()
        .describe('Whether the items are kept although they are said to have failed; default false.')
        .optional(),
    })
    .describe(
      'Chosen items fail, in an answer that is otherwise right. It needs `indexes`, `dedupeIds` or `share`; definitions that are written go by `indexes`.',
    ),
  z
    .strictObject({ ...base, kind: z.literal('invalid_grant') })
    .describe('`invalid_grant` from the token endpoint, as after a person revoked the app.'),
  z
    .strictObject({ ...base, kind: z.literal('unauthorized') })
    .describe('401 from every API endpoint, as for an access token that died early.'),
  z
    .strictObject({ ...base, kind: z.literal('forbidden') })
    .describe('403 from every API endpoint, as when the terms were not accepted or a permission is missing.'),
  z
    .strictObject({ ...base, kind: z.literal('rate_limit'), retryAfter, retryAfterForm })
    .describe('429, with `Retry-After` where `retryAfter` is given.'),
  z
    .strictObject({ ...base, kind: z.literal('endless_body'), status: answer(207), process: processed(false) })
    .describe('A body that does not end before the client hangs up.'),
  z
    .strictObject({
      ...base,
      kind: z.literal('gzip_bomb'),
      megabytes: z.int().min(1).max(4_096).describe('What it unpacks to; default 256.').optional(),
      status: answer(207),
      process: processed(false),
    })
    .describe('A small gzip body that unpacks to `megabytes`.'),
] as const;

/** The schema of each kind by itself, by its name. */
export const KIND_SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map(
  KINDS.map((schema): [string, z.ZodType] => [schema.shape.kind.value, schema]),
);

/** One fault. */
export const faultSchema: z.ZodType<Fault> = z.discriminatedUnion('kind', KINDS).superRefine((it, context) => {
  const problem = contradiction(it);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

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
