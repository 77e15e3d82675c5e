import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { type LoopbackServer, serve } from '../../test/support/loopback-server.ts';
import { Secret } from '../vault/secret.ts';
import { AmazonClient, type Sent } from './client.ts';
import { dspV1 } from './dsp-v1.ts';
import { Egress } from './egress.ts';
import { Login } from './login.ts';

const TOKEN = '/token';
const IMPORT = '/base/accounts/1/dsp/conversionDefinitions/eventData';

let amazon: LoopbackServer;
let egress: Egress;
let client: AmazonClient;
/** A client that waits so long for an answer. */
let clientWith: (timeoutMs: number) => AmazonClient;
/** What the import endpoint and the token endpoint answer. */
let imports: (out: ServerResponse, token: string) => unknown;
let logins: (out: ServerResponse) => unknown;

const paths = (): string[] => amazon.received.map(({ path }) => path);
const delivered = (out: ServerResponse): unknown => out.writeHead(207).end('{"success":[{"index":1}]}');
const status =
  (code: number) =>
  (out: ServerResponse): unknown =>
    out.writeHead(code).end('{"message":"no"}');

beforeEach(async () => {
  imports = delivered;
  logins = (out) =>
    out.end(JSON.stringify({ access_token: `t${paths().filter((path) => path === TOKEN).length}`, expires_in: 3600 }));
  amazon = await serve(({ path, headers }, out) =>
    path === TOKEN ? logins(out) : imports(out, String(headers.authorization)),
  );
  egress = new Egress([amazon.url]);
  const clock = new FakeClock(0);
  const refreshToken = { current: () => new Secret('refresh'), replace: () => undefined };
  const login = new Login(
    { url: `${amazon.url}${TOKEN}`, clientId: 'c', clientSecret: new Secret('s'), refreshToken },
    egress,
    clock,
  );
  const account = { advertiserId: '1', clientId: 'c' };
  clientWith = (timeoutMs) =>
    new AmazonClient({ baseUrl: `${amazon.url}/base//`, account, codec: dspV1, timeoutMs }, login, egress, clock);
  // Who waits for no answer says so: on a busy machine the others take their time.
  client = clientWith(60_000);
});
afterEach(async () => {
  await egress.close();
  await amazon.close();
});

const send = (): Promise<Sent> => client.send([Buffer.from('{"name":"a"}')]);

it('sends items to the import endpoint with a token, which it goes on using', async () => {
  expect((await send()).answer).toEqual({ items: [{ kind: 'delivered' }] });
  await send();
  expect(paths()).toEqual([TOKEN, IMPORT, IMPORT]);
  expect(amazon.received[2]?.headers.authorization).toBe('Bearer t1');
});

it.each([401, 403])('after a %d gets a new token and tries once more', async (code) => {
  imports = (out, token) => (token === 'Bearer t1' ? status(code)(out) : delivered(out));
  expect((await send()).answer).toEqual({ items: [{ kind: 'delivered' }] });
  expect(paths()).toEqual([TOKEN, IMPORT, TOKEN, IMPORT]);
});

it.each([401, 403])('after a second %d tells that we are refused, and tries no more', async (code) => {
  imports = status(code);
  expect(await send()).toMatchObject({
    answer: { whole: { kind: 'unauthorised', message: expect.stringMatching(`^${code}: no \\(check `) } },
  });
  expect(paths()).toEqual([TOKEN, IMPORT, TOKEN, IMPORT]);
});

it('many that are refused at once get one new token between them', async () => {
  imports = (out, token) => (token === 'Bearer t1' ? status(401)(out) : delivered(out));
  const answers = await Promise.all(Array.from({ length: 20 }, send));
  expect(answers.map(({ answer }) => answer)).toEqual(Array(20).fill({ items: [{ kind: 'delivered' }] }));
  expect(paths().filter((path) => path === TOKEN).length).toBe(2);
});

it.each<[number, string]>([
  [400, 'rejected'],
  [404, 'unauthorised'],
  [413, 'too_large'],
  [429, 'throttled'],
  [500, 'unavailable'],
])('sends once for a %d: %s', async (code, kind) => {
  imports = status(code);
  expect(await send()).toMatchObject({ answer: { whole: { kind } }, attempted: true });
  expect(paths()).toEqual([TOKEN, IMPORT]);
});

it.each<[number, string]>([
  [400, 'unauthorised'],
  [500, 'unavailable'],
])('makes no attempt where login fails: %d', async (code, kind) => {
  logins = status(code);
  expect(await send()).toMatchObject({ answer: { whole: { kind } }, attempted: false });
  expect(paths()).toEqual([TOKEN]);
});

it.each<[string, number, (out: ServerResponse) => unknown]>([
  ['no answer comes in time', 300, () => undefined],
  ['the connection is reset', 60_000, (out) => out.socket?.resetAndDestroy()],
])('cannot know whether it counted when %s', async (_, timeoutMs, answer) => {
  // The token is there already: only the answer is waited for.
  await send();
  client = clientWith(timeoutMs);
  imports = answer;
  expect(await send()).toMatchObject({ answer: { whole: { kind: 'ambiguous' } }, attempted: true });
});

it('knows that it did not count when nobody listens', async () => {
  await send();
  await amazon.close();
  // Until the end of the kept connection has arrived.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await send()).toMatchObject({ answer: { whole: { kind: 'unavailable' } }, attempted: true });
});
