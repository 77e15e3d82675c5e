import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventWay } from '../src/admin/api/live.ts';
import { SESSION_COOKIE } from '../src/admin/cookies.ts';
import { findLocalAccess } from '../src/admin/local-access.ts';
import { order, type Rig, startRig } from './support/gateway.ts';
import { type Followed, follow } from './support/live.ts';

// The live stream, over HTTP, of a gateway that delivers to the sandbox.
describe('the stream of live events', { timeout: 90_000 }, () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  const settled = (): Promise<void> =>
    rig.until('every delivery', async () => {
      const { entries } = await rig.gateway.storage.search({ limit: 1000 });
      return entries.every(({ fate }) => fate !== 'waiting');
    });
  const ids = ({ messages }: Followed, kind: string): string[] =>
    messages.filter(({ event }) => event === kind).map(({ data }) => data.messageId);
  const news = { type: 'track', event: 'Newsletter Opened', messageId: 'news' };

  it('shows the last hundred events with what became of them, oldest first, and then what comes', async () => {
    const many = Array.from({ length: 130 }, (_, i) => order(`early-${i}`));
    for (const one of many.slice(0, 20)) await rig.post('track', one);
    await rig.post('batch', { batch: many.slice(20) });
    await settled();
    const live = await follow(rig);
    expect(live.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await rig.until('what was', () => ids(live, 'settled').length === 100);
    expect(ids(live, 'event')).toEqual(many.slice(30).map((_, i) => `early-${i + 30}`));
    expect(new Set(ids(live, 'settled'))).toEqual(new Set(ids(live, 'event')));

    live.messages.length = 0;
    await rig.post('batch', { batch: [order('late'), news, order('late')] });
    await rig.until('what comes', () => ids(live, 'settled').length === 1);
    const [late, dropped, again, delivered] = live.messages;
    expect(late).toEqual({
      event: 'event',
      id: expect.stringMatching(/^[0-9a-z]+-\d+$/),
      data: {
        ...{
          receivedAt: expect.any(Number),
          pipeline: 'web',
          messageId: 'late',
          event: 'Order Completed',
          type: 'track',
        },
        routes: [
          {
            ...{
              integration: 'amazon',
              fate: 'mapped',
              lane: expect.stringMatching(/^amazon@/),
              consent: 'country US',
            },
            keys: { present: ['EMAIL'], unusable: [], missing: expect.arrayContaining(['PHONE', 'MAID']) },
          },
        ],
      },
    });
    expect(dropped?.data.routes).toEqual([{ integration: 'amazon', fate: 'dropped', reason: 'unmapped' }]);
    expect(again?.data.routes).toMatchObject([{ integration: 'amazon', fate: 'dropped', reason: 'duplicate' }]);
    expect(delivered).toMatchObject({
      event: 'settled',
      data: { pipeline: 'web', messageId: 'late', integration: 'amazon', became: 'delivered' },
    });
    expect(delivered?.data.requestId).toBe(rig.sandbox.requests().at(-1)?.requestId);
    live.leave();
  });

  it('tells of tries that failed, and of what died', async () => {
    rig.sandbox.faults.set({ kind: 'items', dedupeIds: ['bad'], code: 'INVALID_VALUE', message: 'no such' });
    const live = await follow(rig);
    await rig.post('track', order('bad'));
    await rig.until('its end', () => ids(live, 'settled').length > 0);
    expect(live.messages.at(-1)?.data).toMatchObject({
      ...{ messageId: 'bad', integration: 'amazon', became: 'dead', reason: 'rejected' },
      detail: expect.stringContaining('no such'),
    });
    rig.sandbox.faults.clear();
    rig.sandbox.faults.set({ kind: 'status', status: 500, times: 1 });
    await rig.post('track', order('patient'));
    await rig.until('its second try', () => ids(live, 'settled').filter((id) => id === 'patient').length === 2);
    const tries = live.messages.filter(({ event, data }) => event === 'settled' && data.messageId === 'patient');
    expect(tries.map(({ data }) => data.became)).toEqual(['again', 'delivered']);
    expect(tries[0]?.data).toMatchObject({ detail: expect.stringContaining('500'), nextAt: expect.any(Number) });
    live.leave();
  });

  it('goes on behind the last message that a viewer had, and tells how many it missed', async () => {
    const first = await follow(rig);
    await rig.post('batch', { batch: [order('a'), order('b')] });
    await rig.until('both', () => ids(first, 'settled').length === 2);
    first.leave();
    await rig.post('batch', { batch: [order('c'), news] });
    await settled();
    const after = { 'last-event-id': first.messages.at(-1)?.id ?? '' };
    const second = await follow(rig, '', after);
    await rig.until('the rest', () => second.messages.length === 3);
    expect(ids(second, 'event')).toEqual(['c', 'news']);
    expect(ids(second, 'settled')).toEqual(['c']);
    second.leave();

    for (let i = 0; i < 3; i++) {
      await rig.post('batch', { batch: Array.from({ length: 100 }, (_, n) => ({ ...news, messageId: `${i}-${n}` })) });
    }
    const third = await follow(rig, '', after);
    await rig.until('the rest', () => third.messages.length === 102);
    expect(third.messages[0]).toEqual({ event: 'missed', data: { n: 202 } });
    third.leave();
  });

  it.each<[query: string, shows: readonly string[]]>([
    ['?pipeline=web', ['event a', 'event news', 'settled a']],
    ['?pipeline=other', []],
    ['?event=Newsletter%20Opened', ['event news']],
    ['?integration=amazon&fate=mapped', ['event a', 'settled a']],
    ['?fate=dropped', ['event news']],
    ['?reason=unmapped', ['event news']],
    ['?reason=rejected', []],
  ])('shows what is asked for with %s', async (query, shows) => {
    const [before, filtered] = [await follow(rig), await follow(rig, query)];
    await rig.post('batch', { batch: [order('a'), news] });
    await rig.until('all of it', () => before.messages.length === 3);
    const shown = (followed: Followed): string[] =>
      followed.messages.map(({ event, data }) => `${event} ${data.messageId}`).sort();
    await rig.until('what is asked for', () => filtered.messages.length === shows.length);
    const later = await follow(rig, query);
    await rig.until('the same later', () => later.messages.length === shows.length);
    expect([shown(filtered), shown(later)]).toEqual([shows, shows]);
    for (const one of [before, filtered, later]) one.leave();
  });

  it('a viewer who does not read loses events and is told how many, and the others lose none', async () => {
    const slow = connect(Number(new URL(rig.gateway.adminUrl).port), '127.0.0.1');
    slow.write(`GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${bearer(rig)}\r\n\r\n`);
    await new Promise((resolve) => slow.once('readable', resolve));
    const live = await follow(rig);
    const sent = 30_000;
    for (let n = 0; n < sent; n += 300) {
      const batch = Array.from({ length: 300 }, (_, i) => ({ ...news, messageId: `${'long '.repeat(30)}${n + i}` }));
      await rig.post('batch', { batch });
      await rig.until('the reader', () => live.messages.length >= n + 300 - 1);
    }
    expect(live.messages.map(({ event }) => event)).not.toContain('missed');
    let text = '';
    slow.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    const total = (): number =>
      [...text.matchAll(/event: missed\ndata: \{"n":(\d+)\}/g)].reduce((sum, [, n]) => sum + Number(n), 0) +
      (text.match(/event: event\n/g)?.length ?? 0);
    await rig.until('the rest', () => total() >= sent);
    expect(text).toContain('event: missed');
    expect(total()).toBe(sent);
    slow.destroy();
    live.leave();
  });

  it('has room for so many viewers, and for others when these have gone', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => follow(rig)));
    const refused = await rig.admin('/api/live');
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too_many_requests' }]);
    all[0]?.leave();
    await rig.until('room', async () => {
      const one = await follow(rig);
      one.leave();
      return one.response.status === 200;
    });
    for (const one of all) one.leave();
  });

  it('ends when the gateway does', async () => {
    const live = await follow(rig);
    await rig.restart();
    await live.ended;
    const next = await follow(rig, '', { 'last-event-id': 'abc-7' });
    await rig.post('track', news);
    await rig.until('the event', () => ids(next, 'event').length === 1);
    next.leave();
  });

  it('is for nobody who is not signed in, and documented as a stream', async () => {
    const answer = await fetch(`${rig.gateway.adminUrl}/api/live`);
    expect(answer.status).toBe(401);
    const { paths } = (await (await rig.admin('/api/openapi.json')).json()) as {
      // biome-ignore lint/suspicious/noExplicitAny: a document of every shape
      paths: any;
    };
    const { parameters, responses } = paths['/api/live'].get;
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'Last-Event-ID', in: 'header', required: false }),
    );
    expect(Object.keys(responses['200'].content)).toEqual(['text/event-stream']);
  });

  it('goes to a browser by its session, and ends with that', async () => {
    const { people } = rig.gateway;
    const id = 'ada';
    const account = {
      id,
      name: 'Ada',
      email: 'ada@example.com',
      role: 'read_only',
      disabled: false,
      createdAt: 0,
    } as const;
    await people.accounts.add(account);
    const { token, session } = await people.sessions.start(id, { way: 'password', address: '127.0.0.1', agent: '' });
    const headers = { cookie: `${SESSION_COOKIE}=${token}` };
    const answer = await fetch(`${rig.gateway.adminUrl}/api/live`, { headers });
    expect(answer.status).toBe(200);
    await people.sessions.end((one) => one.id === session.id);
    expect(await answer.text()).toMatch(/^: dspatch\n\n/);
  });

  it('the way of one event: its entries in each integration, and its tries as far as they are kept', async () => {
    await rig.post('track', order('one'));
    await settled();
    await rig.post('track', order('one'));
    const read = async (): Promise<EventWay> =>
      (await (await rig.admin('/api/pipelines/web/events/one')).json()) as EventWay;
    const way = await read();
    expect(way).toMatchObject({ pipeline: 'web', messageId: 'one', event: 'Order Completed' });
    const entries = [
      { fate: 'dropped', reason: 'duplicate' },
      { fate: 'delivered', requestId: expect.any(String) },
    ];
    expect(way.integrations).toMatchObject([{ integration: 'amazon', entries }]);
    expect(way.recent.events).toHaveLength(2);
    expect(way.recent.events[0]?.routes[0]?.keys?.present).toEqual(['EMAIL']);
    expect(way.recent.settled).toMatchObject([{ became: 'delivered', entry: way.integrations[0]?.entries[1]?.id }]);

    await rig.restart();
    expect(await read()).toEqual({ ...way, recent: { events: [], settled: [] } });
  });

  it('an event that the ledger does not have is told with how long it is kept', async () => {
    const answer = await rig.admin(`/api/pipelines/web/events/${'x'.repeat(150)}%2F`);
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { detail: expect.stringMatching(/no event with this messageId .* is kept 30 days, and dead letters \d+/) },
    ]);
  });
});

/** What the rig sends as its authorization. */
function bearer(rig: Rig): string {
  return `Bearer ${findLocalAccess(rig.gateway.adminUrl, { env: process.env })?.token.reveal()}`;
}
