import { STATUS_CODES } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { APP_KEY, ask, basic, type FrontDoor, openDoor, WEB_KEY } from '../../test/support/front-door.ts';
import { ENDPOINTS } from './server.ts';

const TRACK = { event: 'Order Completed', messageId: 'm-1', context: { traits: { email: 'joe@example.com' } } };
const NO_HEADER = { authorization: undefined };
const ITEMS = { 'web invalid_event': 2, 'web missing_name': 1 };
const BATCH = { batch: [{ type: 'track', ...TRACK }, { type: 'page' }] };

describe('the ways in', () => {
  it.each([
    ['/v1/track', TRACK, ['Order Completed']],
    ['/v1/t', TRACK, ['Order Completed']],
    ['/v1/page', { name: 'Home' }, ['Page']],
    ['/v1/p', {}, ['Page']],
    ['/v1/screen', { name: 'Home' }, ['Screen']],
    ['/v1/s', {}, ['Screen']],
    ['/v1/identify', { traits: { email: 'joe@example.com' } }, ['Identify']],
    ['/v1/i', {}, ['Identify']],
    ['/v1/group', {}, ['Group']],
    ['/v1/g', {}, ['Group']],
    ['/v1/alias', {}, ['Alias']],
    ['/v1/a', {}, ['Alias']],
    ['/v1/batch', BATCH, ['Order Completed', 'Page']],
    ['/v1/b', BATCH, ['Order Completed', 'Page']],
    ['/v1/import', BATCH, ['Order Completed', 'Page']],
    ['/v1/custom/event', { _metarouter: { eventName: 'Lead', userID: 'u' } }, ['Lead']],
  ])('take events at %s', async (path, body, events) => {
    const door = await openDoor();
    const answer = await door.post(path, body);
    expect([answer.status, answer.json]).toEqual([200, { success: true }]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const entries = await door.entries();
    expect([...new Set(entries.map((entry) => entry.event))]).toEqual(events);
  });

  it('are the ones of the table, all of which are tried above', () => {
    expect(Object.keys(ENDPOINTS)).toHaveLength(16);
  });

  it('swallow what analytics.js says of itself', async () => {
    const door = await openDoor();
    expect((await door.post('/v1/m', { series: [] })).status).toBe(204);
    expect(await door.entries()).toEqual([]);
  });

  it('ignore a query, in which no key is looked for', async () => {
    const door = await openDoor();
    expect((await door.post('/v1/track?x=1', TRACK)).status).toBe(200);
    const keyless = await door.post(`/v1/track?writeKey=${WEB_KEY}`, TRACK, { authorization: undefined });
    expect([keyless.status, keyless.json.Error]).toEqual([401, 'missing_write_key']);
  });

  it.each([
    ['GET', '/v1/track', 405, 'method_not_allowed'],
    ['PUT', '/v1/batch?x=1', 405, 'method_not_allowed'],
    ['DELETE', '/v1/custom/event', 405, 'method_not_allowed'],
    ['GET', '/v1/nowhere', 404, 'not_found'],
    ['POST', '/v1/tracks', 404, 'not_found'],
    ['POST', '/__proto__', 404, 'not_found'],
    ['POST', '/v1/constructor', 404, 'not_found'],
    ['GET', '/', 404, 'not_found'],
  ] as const)('answer %s %s with %i', async (method, url, status, code) => {
    const answer = await ask(await openDoor(), { method, url });
    expect([answer.status, answer.json.Error]).toEqual([status, code]);
    expect(answer.json.Message).toEqual(expect.any(String));
    expect(answer.headers.allow).toBe(status === 405 ? 'POST, OPTIONS' : undefined);
  });

  it('tell whether they are alive, and whether they take events', async () => {
    const door = await openDoor();
    const full = await openDoor({ maxWaiting: 0 });
    const get = async (of: typeof door, url: string) => (await ask(of, { url })).status;
    expect([await get(door, '/healthz'), await get(door, '/readyz')]).toEqual([200, 200]);
    expect([await get(full, '/healthz'), await get(full, '/readyz')]).toEqual([200, 503]);
  });
});

describe('the write key', () => {
  const none = { authorization: undefined };
  it.each([
    ['as the user name of Basic authorization', basic(WEB_KEY), undefined, 200],
    ['with a password, which is ignored', `Basic ${btoa(`${WEB_KEY}:secret`)}`, undefined, 200],
    ['as a user name without the colon', `Basic ${btoa(WEB_KEY)}`, undefined, 200],
    ['whatever the case of the scheme', basic(WEB_KEY).replace('Basic', 'bAsIc'), undefined, 200],
    ['in the body', undefined, WEB_KEY, 200],
    ['in the body, beside an empty user name', basic(''), WEB_KEY, 200],
    ['in the body, beside authorization of another kind', 'Bearer abc', WEB_KEY, 200],
    ['in both', basic(WEB_KEY), WEB_KEY, 200],
    ['wrong in the header', basic('wrong'), undefined, 401],
    ['wrong in the body', undefined, 'wrong', 401],
    ['wrong in the header, which counts, and right in the body', basic('wrong'), WEB_KEY, 401],
    ['a name that every object has', basic('__proto__'), undefined, 401],
    ['another such name, in the body', undefined, 'constructor', 401],
    ['almost right', basic(WEB_KEY.slice(0, -1)), undefined, 401],
    ['right but for its case', basic(WEB_KEY.toUpperCase()), undefined, 401],
    ['not text', undefined, 7, 401],
    ['empty', undefined, '', 401],
    ['missing', undefined, undefined, 401],
  ])('%s', async (_what, authorization, writeKey, status) => {
    const door = await openDoor();
    for (const [path, body] of [
      ['/v1/track', TRACK],
      ['/v1/batch', BATCH],
    ] as const) {
      const answer = await door.post(path, { ...body, writeKey }, { authorization });
      expect([path, answer.status]).toEqual([path, status]);
      if (status === 401) {
        expect(answer.json).toEqual({
          Error: expect.stringMatching(/^(missing|unknown)_write_key$/),
          Message: expect.any(String),
        });
      }
    }
    expect((await door.entries()).length > 0).toBe(status === 200);
  });

  it('leads to its own pipeline; the header’s goes before the body’s', async () => {
    const door = await openDoor();
    await door.post('/v1/track', { ...TRACK, writeKey: APP_KEY }, none);
    await door.post('/v1/page', { writeKey: WEB_KEY }, { authorization: basic(APP_KEY) });
    expect((await door.entries()).map(({ pipeline, event }) => [pipeline, event])).toEqual([
      ['app', 'Order Completed'],
      ['app', 'Page'],
    ]);
  });

  it('that is unknown is told before anything is said of the body', async () => {
    const door = await openDoor();
    const answer = await door.post('/v1/track', '{', { authorization: basic('wrong') });
    expect(answer.json.Error).toBe('unknown_write_key');
    expect(answer.text).not.toContain('wrong');
  });
});

describe('the form of a body', () => {
  const gzip = { 'content-encoding': 'gzip' };
  const text = JSON.stringify(TRACK);
  const FORM = 'application/x-www-form-urlencoded';
  it.each([
    ['application/json', text, 'application/json', {}, 200],
    ['JSON with a charset', text, 'application/json; charset=utf-8', {}, 200],
    ['JSON in capitals', text, 'Application/JSON', {}, 200],
    ['text/plain, as beacons come', text, 'text/plain', {}, 200],
    ['text/plain with a charset', text, 'text/plain;charset=UTF-8', {}, 200],
    ['JSON with a byte order mark', `\uFEFF${text}`, 'application/json', {}, 200],
    ['gzip', gzipSync(text), 'application/json', gzip, 200],
    ['gzip, of text/plain', gzipSync(text), 'text/plain', gzip, 200],
    ['gzip in capitals', gzipSync(text), 'application/json', { 'content-encoding': 'GZIP' }, 200],
    ['gzip by its old name', gzipSync(text), 'application/json', { 'content-encoding': 'x-gzip' }, 200],
    ['gzip that calls itself a form, as RudderStack’s library does', gzipSync(text), FORM, gzip, 200],
    ['an encoding that is none', text, 'application/json', { 'content-encoding': 'identity' }, 200],
    ['no type', text, undefined, {}, 415],
    ['XML', '<event/>', 'application/xml', {}, 415],
    ['a type that is no type', text, 'json', {}, 415],
    ['brotli', text, 'application/json', { 'content-encoding': 'br' }, 415],
    ['two encodings', gzipSync(gzipSync(text)), 'application/json', { 'content-encoding': 'gzip, gzip' }, 415],
    ['gzip that is none', text, 'application/json', gzip, 400],
    ['gzip cut short', gzipSync(text).subarray(0, -9), 'application/json', gzip, 400],
    ['gzip of nothing', gzipSync(''), 'application/json', gzip, 400],
    ['an empty body that should be gzip', '', 'application/json', gzip, 400],
    ['no JSON', '{', 'application/json', {}, 400],
    ['a form that is one', 'event=A', FORM, {}, 400],
    ['an empty body', '', 'application/json', {}, 400],
    ['a list', '[]', 'application/json', {}, 400],
    ['a number', '7', 'text/plain', {}, 400],
    ['other bytes', Buffer.from([0xff, 0xfe, 0x00, 0x7b]), 'application/json', {}, 400],
  ])('%s', async (_what, body, type, headers, status) => {
    const door = await openDoor();
    const answer = await door.post('/v1/track', body, { 'content-type': type, ...headers });
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
    if (status !== 200) expect(answer.json).toEqual({ Error: expect.any(String), Message: expect.any(String) });
    expect((await door.entries()).length > 0).toBe(status === 200);
  });

  it('damaged in the middle of its gzip is refused, or read as what its checksum vouches for', async () => {
    const door = await openDoor();
    const whole = gzipSync(text);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      const { status } = await door.post('/v1/track', damaged, gzip);
      expect([at, [200, 400].includes(status)]).toEqual([at, true]);
    }
    for (const entry of await door.entries()) expect(entry.event).toBe('Order Completed');
  });
});

describe('a browser on any page', () => {
  const ORIGIN = 'https://shop.example';

  it('may ask first, and is told what it may send', async () => {
    const answer = await ask(await openDoor(), {
      method: 'OPTIONS',
      url: '/v1/track',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '86400',
    });
  });

  it.each(['/v1/track', '/v1/nowhere'])(
    'may ask of %s without saying who it is, and hears no other form',
    async (url) => {
      const answer = await ask(await openDoor(), { method: 'OPTIONS', url });
      expect([answer.status, answer.text]).toEqual([204, '']);
    },
  );

  it.each([
    [200, '/v1/track', TRACK, {}],
    [207, '/v1/batch', { batch: [{ type: 'page' }, {}] }, {}],
    [400, '/v1/track', {}, {}],
    [401, '/v1/track', TRACK, { authorization: basic('wrong') }],
    [404, '/v1/nowhere', TRACK, {}],
    [413, '/v1/track', 'x'.repeat(600_000), {}],
    [415, '/v1/track', TRACK, { 'content-type': 'text/csv' }],
  ])('may read the answer, also when it is %i', async (status, path, body, headers) => {
    const door = await openDoor();
    const answer = await door.post(path, body, { origin: ORIGIN, ...headers });
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(String(answer.headers.vary)).toContain('Origin');
  });

  it('may send a beacon, which nobody asks about first', async () => {
    const door = await openDoor();
    const headers = { origin: 'null', authorization: undefined, 'content-type': 'text/plain;charset=UTF-8' };
    expect((await door.post('/v1/t', { ...TRACK, writeKey: WEB_KEY }, headers)).status).toBe(200);
  });
});

describe('an any-schema event', () => {
  const PATH = '/v1/custom/event';
  const none = { authorization: undefined };

  it.each<[what: string, body: object, header: string | undefined, status: number, code: string, says: RegExp]>([
    [
      'without a key',
      {},
      undefined,
      401,
      'missing_write_key',
      /"_metarouter" in the body, the X-Event-Metadata header/,
    ],
    [
      'whose key is no text',
      { _metarouter: { writeKey: 5 } },
      undefined,
      401,
      'missing_write_key',
      /"writeKey" \(text\)/,
    ],
    ['whose key nobody has', { _metarouter: { writeKey: 'x' } }, undefined, 401, 'unknown_write_key', /no pipeline/],
    ['whose header is cut short', {}, '{bad', 400, 'invalid_event', /X-Event-Metadata header must be a JSON object/],
    [
      'whose block is text',
      { _metarouter: 'x' },
      undefined,
      400,
      'invalid_event',
      /"_metarouter" .* must be an object/,
    ],
    [
      'without a name',
      { _metarouter: { writeKey: WEB_KEY } },
      undefined,
      400,
      'missing_name',
      /"eventName", as text: in/,
    ],
  ])('%s is told what is wrong, and where it may stand', async (_, body, header, status, code, says) => {
    const answer = await (await openDoor()).post(PATH, body, { ...none, 'x-event-metadata': header });
    expect([answer.status, answer.json.Error]).toEqual([status, code]);
    expect(answer.json.Message).toMatch(says);
  });

  it('takes its key from the block, the header or the query', async () => {
    const door = await openDoor();
    const about = { writeKey: WEB_KEY, eventName: 'Lead', userID: 'u' };
    const inHeader = { 'x-event-metadata': JSON.stringify(about) };
    for (const [path, body, headers] of [
      [PATH, { _metarouter: about }, {}],
      [PATH, {}, inHeader],
      [`${PATH}?${new URLSearchParams(about)}`, {}, {}],
    ] as const) {
      expect((await door.post(path, body, { ...none, ...headers })).status).toBe(200);
    }
  });

  it('is named where nothing is', async () => {
    expect((await (await openDoor()).post('/v1/nowhere', {})).json.Message).toContain(PATH);
  });
});

describe('what is refused is counted, by pipeline where the write key tells it, and by the code that the sender is told', () => {
  const gzip = { 'content-encoding': 'gzip' };
  it.each<[what: string, path: string, body: unknown, headers: object, refused: Record<string, number>]>([
    ['a good event', '/v1/track', TRACK, {}, {}],
    ['a name missing', '/v1/track', {}, {}, { 'web missing_name': 1 }],
    ['the same of another pipeline', '/v1/track', { writeKey: APP_KEY }, NO_HEADER, { 'app missing_name': 1 }],
    ['a body that is none, by the header', '/v1/track', '{', {}, { 'web invalid_json': 1 }],
    ['a body that is none, of nobody', '/v1/track', '{', NO_HEADER, { invalid_json: 1 }],
    ['no key', '/v1/track', TRACK, NO_HEADER, { missing_write_key: 1 }],
    ['a wrong key', '/v1/track', TRACK, { authorization: basic('wrong') }, { unknown_write_key: 1 }],
    ['items of a batch', '/v1/batch', { batch: [{ type: 'page' }, 7, {}, { type: 'track' }] }, {}, ITEMS],
    ['all of a batch', '/v1/batch', { batch: [7] }, {}, { 'web invalid_event': 1 }],
    ['an empty batch', '/v1/batch', { batch: [] }, {}, { 'web empty_batch': 1 }],
    ['too much', '/v1/track', 'x'.repeat(600_000), {}, { 'web request_too_large': 1 }],
    ['another type', '/v1/track', TRACK, { 'content-type': 'text/csv' }, { 'web unsupported_media_type': 1 }],
    ['another encoding', '/v1/track', TRACK, { 'content-encoding': 'br' }, { 'web unsupported_encoding': 1 }],
    ['gzip that is none', '/v1/track', TRACK, gzip, { 'web invalid_gzip': 1 }],
    ['a wrong path', '/v1/tracks', TRACK, {}, { 'web not_found': 1 }],
    ['an address that is none', '/v1/%', TRACK, {}, { 'web bad_request': 1 }],
    ['metadata that is none', '/v1/custom/event', {}, { 'x-event-metadata': '{' }, { 'web invalid_event': 1 }],
  ])('%s', async (_, path, body, headers, refused) => {
    const door = await openDoor();
    await door.post(path, body, headers as Record<string, string>);
    expect(await door.refused()).toEqual(refused);
  });

  it('while the queue is closed to intake, too', async () => {
    const door = await openDoor({ maxWaiting: 0 });
    await door.post('/v1/track', TRACK);
    expect(await door.refused()).toEqual({ 'web unavailable': 1 });
  });

  it('but not who only looks', async () => {
    const door = await openDoor();
    for (const url of ['/', '/v1/track', '/favicon.ico']) await ask(door, { method: 'GET', url });
    expect(await door.refused()).toEqual({});
    await ask(door, { method: 'PUT', url: '/v1/track' });
    expect(await door.refused()).toEqual({ method_not_allowed: 1 });
  });
});

describe('what is no request', () => {
  /** Sends bytes as they are; what comes back until the connection ends. */
  async function raw(door: FrontDoor, text: string): Promise<string> {
    await door.app.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => door.app.close());
    const { port } = door.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
    return answer;
  }

  const HEAD = 'POST /v1/track HTTP/1.1\r\nhost: x\r\n';
  it.each([
    ['junk', 'junk\r\n\r\n', 400, 'bad_request'],
    ['two lengths', `${HEAD}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`, 400, 'bad_request'],
    ['a length that is none', `${HEAD}content-length: -1\r\n\r\n`, 400, 'bad_request'],
    ['headers without end', `${HEAD}x: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ])('is answered in the form of every refusal, and counted: %s', async (_, text, status, code) => {
    const door = await openDoor();
    const answer = await raw(door, text);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head.split('\r\n')[0]).toBe(`HTTP/1.1 ${status} ${STATUS_CODES[status]}`);
    expect(head).toMatch(/^content-type: application\/json/m);
    expect(JSON.parse(body)).toEqual({ Error: code, Message: expect.any(String) });
    expect(await door.refused()).toEqual({ [code]: 1 });
  });

  it('is not what comes while the gateway stops: that hears to come again', async () => {
    const door = await openDoor();
    await door.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = door.app.server.address() as { port: number };
    const accepted = new Promise<Socket>((resolve) => door.app.server.once('connection', resolve));
    const socket = connect(port, '127.0.0.1', () => socket.write(HEAD));
    const received = await accepted;
    // A connection whose request has begun to come is not idle, and is not ended.
    while (received.bytesRead < HEAD.length) await new Promise(setImmediate);
    const closed = door.app.close();
    await new Promise(setImmediate);
    socket.write('content-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 10\r\n[\s\S]*"Error":"unavailable"/);
    expect(await door.refused()).toEqual({ unavailable: 1 });
  });

  it('does not keep others from being heard', async () => {
    const door = await openDoor();
    await raw(door, 'junk\r\n\r\n');
    expect((await door.post('/v1/track', TRACK)).status).toBe(200);
  });
});

describe('a batch', () => {
  it('that is partly good keeps the good and names the bad', async () => {
    const door = await openDoor();
    const answer = await door.post('/v1/batch', {
      batch: [
        { type: 'track', event: 'A', messageId: 'good-1' },
        { type: 'track', messageId: 'bad-1' },
        { type: 'page', messageId: 'good-2' },
        { type: 'nap', messageId: 'joe@example.com' },
        7,
      ],
    });
    expect(answer.status).toBe(207);
    expect(answer.json).toEqual({
      success: false,
      accepted: 2,
      rejected: 3,
      Message: '2 of 5 events were accepted',
      Details: [
        { index: 1, messageId: 'bad-1', Error: 'missing_name', Message: expect.stringContaining('"event"') },
        {
          index: 3,
          messageId: expect.stringMatching(/^sha256:/),
          Error: 'invalid_event',
          Message: expect.stringContaining('"type"'),
        },
        { index: 4, Error: 'invalid_event', Message: 'a call must be a JSON object' },
      ],
    });
    expect(new Set((await door.entries()).map((entry) => entry.messageId))).toEqual(new Set(['good-1', 'good-2']));
  });

  it.each([
    ['all of which is bad', { batch: [{}, 7] }, 'invalid_events', 2],
    ['of nothing', { batch: [] }, 'empty_batch', undefined],
    ['that is no list', { batch: {} }, 'invalid_event', undefined],
    ['without a batch', {}, 'invalid_event', undefined],
  ])('%s is refused', async (_what, body, code, details) => {
    const door = await openDoor();
    const answer = await door.post('/v1/batch', body);
    expect([answer.status, answer.json.Error, answer.json.Details?.length]).toEqual([400, code, details]);
    expect(await door.entries()).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    ['/v1/track', { event: ' ' }, 'missing_name'],
    ['/v1/track', { event: 'x'.repeat(257) }, 'invalid_event'],
    ['/v1/page', { properties: 'text' }, 'invalid_event'],
    ['/v1/identify', { traits: ['text'] }, 'invalid_event'],
    ['/v1/group', { context: 7 }, 'invalid_event'],
  ])('of %s with %j says why, and does not repeat what was sent', async (path, body, code) => {
    const answer = await (await openDoor()).post(path, { ...body, secret: 'joe@example.com' });
    expect([answer.status, answer.json.Error]).toEqual([400, code]);
    expect(answer.text).not.toContain('joe');
  });

  it.each(['/v1/%', '/v1/track%ff', '/%c0%ae'])('of the address %s is a clear 4xx', async (url) => {
    const answer = await ask(await openDoor(), { method: 'POST', url });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.json).toEqual({ Error: expect.any(String), Message: expect.any(String) });
  });
});
