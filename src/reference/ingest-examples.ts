/** A request to the front door. A test makes each, at a gateway whose pipeline "web" has the write key `web-key`. */
export interface IngestExample {
  /** Default POST. */
  readonly method?: 'GET' | 'PUT';
  readonly path: string;
  /** The write key in the authorization; null sends none. Default `web-key`. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** What is shown in the place of a body that is too long to show. */
  readonly shows?: string;
}

/** Why nothing of a request is taken, or not this event of a batch. */
export interface RefusalEntry {
  readonly status: number;
  readonly when: string;
  readonly mend: string;
  readonly example: IngestExample;
  /** What else must be so, in words. */
  readonly given?: string;
  /** It is refused before there is a request: src/ingest/server.test.ts sends such. */
  readonly onTheWire?: true;
}

const track = (event: object): string => JSON.stringify(event);
const ORDER = track({ event: 'Order Completed', messageId: 'm-1', userId: 'u1001', properties: { total: 59.9 } });
/** One that is refused whatever it holds. */
const ANY = track({ event: 'Order Completed' });
const deep = (levels: number): string => (levels === 0 ? '1' : `{"a":${deep(levels - 1)}}`);

/** Every refusal by its code. */
export const REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  missing_write_key: {
    status: 401,
    when: 'No write key came with the request.',
    mend: 'Send it as the user name of Basic authorization, or in the body.',
    example: { path: '/v1/track', key: null, body: ANY },
  },
  unknown_write_key: {
    status: 401,
    when: 'No pipeline has this write key.',
    mend: 'Take one of those in the configuration.',
    example: { path: '/v1/track', key: 'other-key', body: ANY },
  },
  invalid_json: {
    status: 400,
    when: 'The body is no JSON object.',
    mend: 'Mend what writes it.',
    example: { path: '/v1/track', body: '{"event":' },
  },
  invalid_utf8: {
    status: 400,
    when: 'The body holds bytes or characters that are no UTF-8: what they should have been is lost.',
    mend: 'Write it in UTF-8.',
    example: { path: '/v1/track', body: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), shows: 'a byte FF' },
  },
  invalid_event: {
    status: 400,
    when: 'A part of the event is not what the Segment spec says.',
    mend: 'The message names the part.',
    example: { path: '/v1/track', body: track({ event: 'Order Completed', properties: 7 }) },
  },
  missing_name: {
    status: 400,
    when: 'A track call has no name.',
    mend: 'Send it as text in `event`.',
    example: { path: '/v1/track', body: track({ properties: { total: 59.9 } }) },
  },
  empty_batch: {
    status: 400,
    when: 'The batch holds nothing.',
    mend: 'Send no empty batches.',
    example: { path: '/v1/batch', body: track({ batch: [] }) },
  },
  invalid_events: {
    status: 400,
    when: 'None of the events of the batch can be taken.',
    mend: '`Details` says of each why.',
    example: { path: '/v1/batch', body: track({ batch: [{ type: 'track' }] }) },
  },
  event_too_large: {
    status: 413,
    when: 'The event is larger than the limit.',
    mend: 'Send less with it.',
    example: {
      path: '/v1/track',
      body: track({ event: 'Order Completed', properties: { note: 'x'.repeat(40_000) } }),
      shows: 'an event of 40 KB',
    },
  },
  too_deep: {
    status: 400,
    when: 'The event nests deeper than the limit.',
    mend: 'Flatten it.',
    example: { path: '/v1/track', body: `{"event":"A","properties":${deep(40)}}`, shows: 'an event of 40 levels' },
  },
  forbidden_key: {
    status: 400,
    when: 'The event has a key `__proto__`, or `constructor` with a `prototype` in it.',
    mend: 'Remove it.',
    example: { path: '/v1/track', body: '{"event":"A","properties":{"__proto__":{}}}' },
  },
  request_too_large: {
    status: 413,
    when: 'The request is larger than the limit, as it came or unpacked.',
    mend: 'Send smaller batches.',
    example: { path: '/v1/batch', body: ' '.repeat(600 * 1024), shows: 'a body of 600 KB' },
  },
  unsupported_media_type: {
    status: 415,
    when: 'The body says that it is no JSON.',
    mend: 'Send it as `application/json` or `text/plain`.',
    example: { path: '/v1/track', headers: { 'content-type': 'application/xml' }, body: '<event/>' },
  },
  unsupported_encoding: {
    status: 415,
    when: 'The body is compressed by other means than gzip.',
    mend: 'Use gzip, or nothing.',
    example: { path: '/v1/track', headers: { 'content-encoding': 'br' }, body: ANY },
  },
  invalid_gzip: {
    status: 400,
    when: 'The body says that it is gzip, and is not.',
    mend: 'Mend what compresses it.',
    example: { path: '/v1/track', headers: { 'content-encoding': 'gzip' }, body: ANY },
  },
  bad_request: {
    status: 400,
    when: 'The request itself cannot be read.',
    mend: 'Mend what sends it.',
    example: { path: '/v1/%', body: ANY },
  },
  not_found: {
    status: 404,
    when: 'There is nothing at this path.',
    mend: 'Send events to one of the paths above.',
    example: { path: '/v1/tracks', body: ANY },
  },
  method_not_allowed: {
    status: 405,
    when: 'The path takes events, and the method is not POST.',
    mend: 'POST them.',
    example: { method: 'GET', path: '/v1/track' },
  },
  request_timeout: {
    status: 408,
    when: 'The request does not come whole in time.',
    mend: 'Send again.',
    example: { path: '/v1/track', shows: 'half a body, and then nothing' },
    onTheWire: true,
  },
  headers_too_large: {
    status: 431,
    when: 'The headers are larger than the limit.',
    mend: 'Send fewer.',
    example: { path: '/v1/track', shows: 'headers of 20 KB' },
    onTheWire: true,
  },
  unavailable: {
    status: 503,
    when: 'Nothing can be stored just now: the queue or the disk is full, or more comes in than can be handled.',
    mend: 'Keep the events, and send them again after `Retry-After` seconds.',
    example: { path: '/v1/track', body: ANY },
    given: 'the queue is full',
  },
};

/** What is answered where events are taken: the whole answer. */
export const TAKEN: readonly {
  readonly title: string;
  readonly example: IngestExample;
  readonly status: number;
  readonly answer: object;
}[] = [
  {
    title: 'One event',
    example: { path: '/v1/track', body: ORDER },
    status: 200,
    answer: { success: true },
  },
  {
    title: 'A batch of which a part cannot be taken',
    example: {
      path: '/v1/batch',
      body: track({
        batch: [
          { type: 'track', event: 'Order Completed', messageId: 'm-1', userId: 'u1001' },
          { type: 'track', messageId: 'm-2' },
        ],
      }),
    },
    status: 207,
    answer: {
      success: false,
      accepted: 1,
      rejected: 1,
      Message: '1 of 2 events were accepted',
      Details: [
        {
          index: 1,
          messageId: 'm-2',
          Error: 'missing_name',
          Message: 'a track call needs its name in "event", as text',
        },
      ],
    },
  },
  {
    title: 'The write key in the body',
    example: { path: '/v1/page', key: null, body: track({ name: 'Home', anonymousId: 'a-1', writeKey: 'web-key' }) },
    status: 200,
    answer: { success: true },
  },
  {
    title: 'An event in any schema',
    example: {
      path: '/v1/custom/event',
      key: null,
      body: track({
        _metarouter: { writeKey: 'web-key', eventName: 'Order Completed', eventID: 'm-1', userID: 'u1001' },
        order: { id: 'A-1001', total: 59.9 },
      }),
    },
    status: 200,
    answer: { success: true },
  },
  {
    title: 'An event in any schema, with its metadata in the header',
    example: {
      path: '/v1/custom/event',
      headers: { 'x-event-metadata': track({ eventName: 'Order Completed', userID: 'u1001' }) },
      body: track({ order: { id: 'A-1001', total: 59.9 } }),
    },
    status: 200,
    answer: { success: true },
  },
];
