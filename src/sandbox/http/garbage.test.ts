import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { ask, dspHeaders, IMPORT_TYPE } from '../testing/client.ts';
import { readAddress } from './address.ts';
import { accepted, mediaType } from './media-type.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ maxBodyBytes: 100_000 });
});
afterAll(() => sandbox.close());

/** Writes bytes to the sandbox's port and resolves with what comes back, or after a moment. */
function raw(bytes: Buffer | string): Promise<string> {
  return new Promise((resolve) => {
    let back = '';
    const socket = connect(sandbox.port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(150, () => socket.destroy());
    socket.on('data', (chunk) => {
      back += chunk.toString('latin1');
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(back));
  });
}

async function expectAlive(): Promise<void> {
  expect((await ask(sandbox, '/_sandbox/health')).status).toBe(200);
}

const PATHS = [
  '/auth/o2/token',
  '/ap/oa',
  '/v2/profiles',
  '/v2/profiles/%ff',
  '/dsp/advertisers',
  '/adsApi/v1/query/advertiserAccounts',
  '/adsApi/v1/create/events',
  '/accounts/1234567890/dsp/conversionDefinitions',
  '/accounts/1234567890/dsp/conversionDefinitions/list',
  '/accounts/1234567890/dsp/conversionDefinitions/eventData',
  '/_sandbox/faults',
  '/_sandbox/login',
  '/_sandbox/login/revoke',
  '/_sandbox/events',
  '/nowhere',
];
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/vnd.dspconversiondefinition.v1+json',
  IMPORT_TYPE,
];

test('no body on any endpoint is answered with a failure of the sandbox', async () => {
  const headers = dspHeaders(sandbox);
  const anyBody = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(fc.jsonValue(), { maxLength: 12 })
      .map((eventData) => Buffer.from(JSON.stringify({ source: 'SERVER_TO_SERVER', eventData }))),
    fc.array(fc.jsonValue(), { maxLength: 12 }).map((events) => Buffer.from(JSON.stringify({ events }))),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      fc.constantFrom('POST', 'PUT', 'DELETE'),
      fc.constantFrom(...TYPES),
      anyBody,
      async (path, method, type, body) => {
        const response = await fetch(sandbox.url + path, {
          method,
          redirect: 'manual',
          headers: {
            ...headers,
            'amazon-ads-clientid': headers['amazon-advertising-api-clientid'] ?? '',
            'content-type': type,
          },
          body: Buffer.from(body),
        });
        await response.arrayBuffer();
        expect(response.status).toBeLessThan(500);
        sandbox.faults.clear();
      },
    ),
    { numRuns: 400 },
  );
  await expectAlive();
});

test.each([
  ['bytes that are not HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc'],
  ['half a request line', 'GET /v2/prof'],
  ['a header without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}`],
  ['a target that is an address', 'GET http://[/ HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a target of slashes', 'GET //////?%%% HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a wild percent sign', 'GET /v2/profiles/%zz HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'],
  ['a body that never comes', 'POST /auth/o2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc'],
  ['a chunk that lies', 'POST /auth/o2/token HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ['an expectation', 'POST /ap/oa HTTP/1.1\r\nhost: x\r\nexpect: miracles\r\ncontent-length: 0\r\n\r\n'],
])('it survives %s', async (_, bytes) => {
  await raw(bytes);
  await expectAlive();
});

test('it survives any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await raw(Buffer.concat([Buffer.from(bytes), Buffer.from('\r\n\r\n')]));
    }),
    { numRuns: 15 },
  );
  await expectAlive();
});

test('a body far over the limit is refused, and the connection serves on', async () => {
  const answer = await ask(sandbox, '/accounts/1234567890/dsp/conversionDefinitions/eventData', {
    headers: { ...dspHeaders(sandbox), 'content-type': IMPORT_TYPE },
    body: 'x'.repeat(5_000_000),
  });
  expect(answer.status).toBe(413);
  await expectAlive();
});

test('JSON nested without end is refused like any other', async () => {
  for (const path of ['/accounts/1234567890/dsp/conversionDefinitions/eventData', '/_sandbox/faults']) {
    const answer = await ask(sandbox, path, {
      method: path.startsWith('/_') ? 'PUT' : 'POST',
      headers: { ...dspHeaders(sandbox), 'content-type': IMPORT_TYPE },
      body: `${'['.repeat(45_000)}${']'.repeat(45_000)}`,
    });
    expect(answer.status).toBe(400);
  }
});

test('any target is taken apart without a throw', () => {
  fc.assert(
    fc.property(fc.string(), (target) => {
      const { path } = readAddress(target);
      expect(target).toContain(path);
    }),
  );
  expect(readAddress('/eu/v2/profiles?a=b')).toMatchObject({ region: 'EU', path: '/v2/profiles' });
  expect(readAddress('/eugene')).toMatchObject({ region: undefined, path: '/eugene' });
});

test('media types are compared without case and parameters', () => {
  expect(mediaType('Application/JSON; charset=utf-8')).toBe('application/json');
  expect(accepted(undefined, ['a/b'])).toBe('a/b');
  expect(accepted('text/html, a/c;q=0.5', ['a/b', 'a/c'])).toBe('a/c');
  expect(accepted('application/*', ['application/x'])).toBe('application/x');
  expect(accepted('text/html', ['a/b'])).toBeUndefined();
});
