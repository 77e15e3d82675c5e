import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cli, ownFolder, type Running, startCli } from '../support/cli.ts';
import { order, type Rig, type RigOptions, startRig, WRITE_KEY } from '../support/gateway.ts';
import { type LoopbackServer, serve } from '../support/loopback-server.ts';

/** A gateway of this test's own. */
async function rigOf(options: RigOptions = {}): Promise<Rig> {
  const rig = await startRig(options);
  onTestFinished(() => rig.close());
  return rig;
}

/** A file of events in a folder of its own. */
function fileOf(lines: readonly (object | string)[]): string {
  const file = join(ownFolder(), 'events.ndjson');
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return file;
}

const ids = (n: number): string[] => Array.from({ length: n }, (_, i) => `order-${i}`);
const orders = (n: number): object[] => ids(n).map((id) => order(id));

function send(file: string, url: string, ...more: readonly string[]): Running {
  return startCli(['send', file, '--url', url, '--write-key', WRITE_KEY, ...more]);
}

/** What stands in for a gateway: answers each batch as `answer` says, and keeps what came. */
async function gatewayThat(
  answer: (nth: number, events: number) => { status: number; headers?: Record<string, string>; body?: object } | 'hang',
): Promise<LoopbackServer & { readonly batches: string[][] }> {
  const batches: string[][] = [];
  const server = await serve(({ body }, out) => {
    const events = (JSON.parse(body) as { batch: { messageId: string }[] }).batch;
    batches.push(events.map(({ messageId }) => messageId));
    const said = answer(batches.length, events.length);
    if (said === 'hang') return;
    out.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
    out.end(JSON.stringify(said.body ?? { success: true }));
  });
  onTestFinished(() => server.close());
  return { ...server, batches };
}

const OK = { status: 200 };

describe('dspatch send', { timeout: 60_000 }, () => {
  it('brings a file’s events to Amazon, in batches, and leaves nothing behind', async () => {
    const rig = await rigOf();
    const file = fileOf([...orders(250), '', { event: 'Newsletter Opened', messageId: 'news' }]);
    const { code, stdout, stderr } = await send(file, rig.gateway.ingestUrl).ended;
    expect([code, stdout, stderr]).toEqual([0, '251 events were accepted, 0 were not\n', '']);
    expect(existsSync(`${file}.sent`)).toBe(false);
    await rig.until('all orders', () => rig.sandbox.dedupeIds().size === 250);
    expect([...rig.sandbox.dedupeIds().keys()].sort()).toEqual(ids(250).sort());
  });

  it('names the lines that cannot be taken, sends the others, and ends with 1', async () => {
    const rig = await rigOf();
    const lines = [
      ...[order('good-1'), 'not json', '[1]', { type: 'track', messageId: 'nameless' }, order('good-2')],
      { ...order('large'), properties: { text: 'x'.repeat(40_000) } },
      { ...order('huge'), properties: { text: 'x'.repeat(600_000) } },
      order('good-3'),
    ];
    const [text, json] = await Promise.all([
      send(fileOf(lines), rig.gateway.ingestUrl).ended,
      send(fileOf(lines), rig.gateway.ingestUrl, '--json').ended,
    ]);
    expect([text.code, json.code]).toEqual([1, 1]);
    expect(text.stdout).toMatch(/^3 events were accepted, 5 were not$/m);
    const { accepted, rejected, problems } = JSON.parse(json.stdout);
    expect([accepted, rejected]).toEqual([3, 5]);
    expect(problems).toEqual([
      { line: 2, message: 'not valid JSON' },
      { line: 3, message: 'not a JSON object' },
      { line: 4, message: 'a track call needs its name in "event", as text' },
      { line: 6, message: expect.stringMatching(/^the event has 40\d{3} bytes; the limit is 32768$/) },
      { line: 7, message: expect.stringMatching(/^the event has 600\d{3} bytes; the limit is 32768$/) },
    ]);
    await rig.until('the good ones', () => rig.sandbox.dedupeIds().size === 3);
  });

  it('gives events without an id the same one each time, so that a file sent twice is delivered once', async () => {
    const rig = await rigOf();
    const [{ messageId: _, ...nameless }] = orders(1) as [Record<string, unknown>];
    const file = fileOf([nameless, nameless]);
    for (let i = 0; i < 2; i++) expect((await send(file, rig.gateway.ingestUrl).ended).code).toBe(0);
    await rig.until('both', () => rig.sandbox.dedupeIds().size === 2);
    const counts = await rig.gateway.storage.counts({});
    expect(counts.find(({ reason }) => reason === 'duplicate')?.n).toBe(2);
  });

  it.each<[form: string, retryAfter: () => string, least: number]>([
    ['seconds', () => '2', 1_900],
    ['a date', () => new Date(Date.now() + 3_000).toUTCString(), 1_500],
  ])('waits as long as a 503 asks, in %s, and loses nothing', async (_, retryAfter, least) => {
    const times: number[] = [];
    const gateway = await gatewayThat((nth) => {
      times.push(Date.now());
      const body = { Error: 'unavailable', Message: 'full just now' };
      return nth === 2 ? { status: 503, headers: { 'retry-after': retryAfter() }, body } : OK;
    });
    const { code, stdout, stderr } = await send(fileOf(orders(30)), gateway.url, '--batch', '10').ended;
    expect([code, stdout]).toEqual([0, '30 events were accepted, 0 were not\n']);
    expect(stderr).toMatch(/^the gateway answers 503: full just now; trying again in \d[\d.]* s\n$/);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(least);
    expect(gateway.batches).toEqual([ids(30).slice(0, 10), ...Array(2).fill(ids(30).slice(10, 20)), ids(30).slice(20)]);
  });

  it('hears from a full gateway how long to wait', async () => {
    const rig = await rigOf({ server: { queue: { minFreeDiskMb: 0, maxWaiting: 40 } } });
    rig.sandbox.faults.set({ kind: 'forbidden' });
    const file = fileOf(orders(120));
    const running = send(file, rig.gateway.ingestUrl, '--batch', '40');
    await running.prints(/^the gateway answers 503: no events .*: 40 deliveries wait, .*; trying again in 10 s$/m);
    running.child.kill('SIGINT');
    await running.ended;
    expect(JSON.parse(readFileSync(`${file}.sent`, 'utf8')).line).toBe(40);
  });

  it.each<NodeJS.Signals>(['SIGINT', 'SIGKILL'])('interrupted by %s, goes on where it was', async (signal) => {
    const gateway = await gatewayThat((nth) => (nth === 4 ? 'hang' : OK));
    const file = fileOf(orders(100));
    const first = send(file, gateway.url, '--batch', '10');
    while (gateway.batches.length < 4) await pause(5);
    first.child.kill(signal);
    expect((await first.ended).code).not.toBe(0);
    const mark = readFileSync(`${file}.sent`, 'utf8');
    expect([JSON.parse(mark).line, mark.includes(WRITE_KEY)]).toEqual([30, false]);

    const { code, stdout, stderr } = await send(file, gateway.url, '--batch', '10').ended;
    expect([code, stdout]).toEqual([0, '70 events were accepted, 0 were not\n']);
    expect(stderr).toBe('Going on after line 30 (--restart begins anew).\n');
    expect(gateway.batches.slice(4).flat()).toEqual(ids(100).slice(30));
    expect(existsSync(`${file}.sent`)).toBe(false);
  });

  it('begins at the first event again when it is told to', async () => {
    const gateway = await gatewayThat(() => OK);
    const file = fileOf(orders(5));
    writeFileSync(`${file}.sent`, '3');
    expect((await send(file, gateway.url, '--restart').ended).code).toBe(0);
    expect(gateway.batches.flat()).toEqual(ids(5));
  });

  it('begins at the first event, and says so, where what it finds of an earlier sending is of another file', async () => {
    const gateway = await gatewayThat((nth) => (nth === 4 ? 'hang' : OK));
    const file = fileOf(orders(60));
    const first = send(file, gateway.url, '--batch', '10');
    while (gateway.batches.length < 4) await pause(5);
    first.child.kill('SIGKILL');
    await first.ended;
    writeFileSync(file, readFileSync(file, 'utf8').replace('order-0', 'order-x'));
    const { code, stdout, stderr } = await send(file, gateway.url).ended;
    expect([code, stdout]).toEqual([0, '60 events were accepted, 0 were not\n']);
    expect(stderr).toBe(`Beginning at the first event: ${file}.sent tells of other lines: the file has changed.\n`);
    expect(existsSync(`${file}.sent`)).toBe(false);
  });

  it('sends what comes on standard input, of which it keeps no place', async () => {
    const gateway = await gatewayThat(() => OK);
    const input = orders(30).map((one) => `${JSON.stringify(one)}\n`);
    const cwd = ownFolder();
    const args = ['send', '-', '--url', gateway.url, '--write-key', WRITE_KEY, '--batch', '20'];
    const { code, stdout } = await cli(args, { cwd, input: input.join('') });
    expect([code, stdout]).toEqual([0, '30 events were accepted, 0 were not\n']);
    expect(gateway.batches.map(({ length }) => length)).toEqual([20, 10]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('keeps what comes slowly waiting no longer than a moment', async () => {
    const gateway = await gatewayThat(() => OK);
    const [first, second] = orders(2).map((one) => `${JSON.stringify(one)}\n`);
    const args = ['send', '-', '--url', gateway.url, '--write-key', WRITE_KEY];
    const running = startCli(args, { input: first ?? '', staysOpen: true });
    await expect.poll(() => gateway.batches, { timeout: 20_000 }).toEqual([['order-0']]);
    running.child.stdin?.end(second);
    expect(await running.ended).toMatchObject({ code: 0, stdout: '2 events were accepted, 0 were not\n' });
    expect(gateway.batches).toEqual([['order-0'], ['order-1']]);
  });

  it('ends where nobody will take what came, though more might come', async () => {
    const gateway = await gatewayThat(() => ({ status: 401, body: { Error: 'x', Message: 'no such key' } }));
    const args = ['send', '-', '--url', gateway.url, '--write-key', WRITE_KEY];
    const running = startCli(args, { input: `${JSON.stringify(order('a'))}\n`, staysOpen: true });
    expect(await running.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('no such key') });
  });

  it('tells problems in the order of their lines, its own and the gateway’s', async () => {
    const gateway = await gatewayThat((_, events) => {
      const Details = Array.from({ length: events }, (__, index) => ({ index, Message: `bad\u001b[2J ${index}` }));
      return { status: 400, body: { Error: 'invalid_events', Details } };
    });
    const lines = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'not json' : order(`order-${i}`)));
    const [text, json] = await Promise.all([
      send(fileOf(lines), gateway.url, '--batch', '5').ended,
      send(fileOf(lines), gateway.url, '--batch', '5', '--json').ended,
    ]);
    const { rejected, problems } = JSON.parse(json.stdout);
    expect([rejected, problems.map(({ line }: { line: number }) => line)]).toEqual([40, ids(20).map((_, i) => i + 1)]);
    expect(text.stdout).toContain('  line 1: not valid JSON\n  line 2: bad␛[2J 0\n  line 3: not valid JSON\n');
    expect(text.stdout).toMatch(/and 20 more\n$/);
  });

  it.each<[what: string, url: string, says: RegExp]>([
    ['nonsense', 'nonsense', /'--url <url>' argument 'nonsense' is invalid\. must be an http\(s\) address/],
    ['without a scheme', 'localhost:8080', /must be an http\(s\) address, such as http:/],
    ['with a user name', 'http://key@127.0.0.1:8080', /must hold no user name/],
  ])('does not begin with an address that is none: %s', async (_, url, says) => {
    const { code, stdout, stderr } = await send(fileOf(orders(1)), url).ended;
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)]);
  });

  it.each<[what: string, answer: { status: number; body?: object }, says: RegExp]>([
    [
      'the admin address',
      { status: 404, body: { detail: 'nothing here' } },
      /answers 404: nothing here: no gateway takes/,
    ],
    ['a page', { status: 404 }, /answers 404: no gateway takes events there: name its ingest address with --url/],
    ['a redirect', { status: 301 }, /answers 301: no gateway takes events there/],
    ['one that takes anything', { status: 200, body: { ok: true } }, /answers 200: no gateway takes events there/],
  ])('stops where somebody else answers: %s', async (_, answer, says) => {
    const gateway = await gatewayThat(() => ({ body: {}, ...answer }));
    const { code, stdout, stderr } = await send(fileOf(orders(1)), gateway.url).ended;
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)]);
  });

  it('stops where the other side will never understand it', async () => {
    const gateway = await gatewayThat(() => OK);
    const { code, stderr } = await send(fileOf(orders(1)), gateway.url.replace('http:', 'https:')).ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/it speaks no TLS: write http:\/\/ for https:\/\//)]);
  });

  it('waits for a gateway that is not there yet', async () => {
    const gateway = await gatewayThat(() => OK);
    const { port } = new URL(gateway.url);
    await gateway.close();
    const running = send(fileOf(orders(3)), `http://127.0.0.1:${port}`);
    await running.prints(
      /^no gateway answers at http:\/\/127\.0\.0\.1:\d+ \(nothing listens there\); trying again in 2 s$/m,
    );
    gateway.server.listen(Number(port), '127.0.0.1');
    expect((await running.ended).stdout).toBe('3 events were accepted, 0 were not\n');
  });

  it('stops at an answer that waiting does not mend, and can go on after that was mended', async () => {
    const rig = await rigOf();
    const file = fileOf(orders(3));
    const refused = await cli(['send', file, '--url', rig.gateway.ingestUrl, '--write-key', 'wrong']);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toBe('dspatch: the gateway answers 401: no pipeline has this write key\n');
    const env = { DSPATCH_WRITE_KEY: WRITE_KEY };
    expect((await cli(['send', file, '--url', rig.gateway.ingestUrl], { env })).code).toBe(0);
  });
});

describe('its progress bar, on a terminal', () => {
  /** Makes standard error a terminal as far as the command can see. */
  const TERMINAL = 'data:text/javascript,process.stderr.isTTY=true;process.stderr.columns=80';
  const env = { NODE_OPTIONS: `--import ${TERMINAL}` };

  it('shows how far it is', async () => {
    const gateway = await gatewayThat((nth) => (nth === 3 ? { status: 503, headers: { 'retry-after': '1' } } : OK));
    const file = fileOf(orders(30));
    const { code, stdout, stderr } = await cli(
      ['send', file, '--url', gateway.url, '--write-key', WRITE_KEY, '--batch', '10'],
      { env },
    );
    expect([code, stdout]).toEqual([0, '30 events were accepted, 0 were not\n']);
    expect(stderr).toMatch(/Sending .*0% \| 0 events/);
    expect(stderr).toMatch(/Sending .*6\d% \| 20 events/);
  });

  it('does not keep a command from ending that failed', async () => {
    const gateway = await gatewayThat(() => ({ status: 401, body: { Message: 'no pipeline has this write key' } }));
    const { code, stderr } = await cli(['send', fileOf(orders(3)), '--url', gateway.url, '--write-key', 'x'], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/dspatch: the gateway answers 401: no pipeline has this write key\n$/);
  });
});
