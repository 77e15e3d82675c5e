import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DashboardNow } from '../src/admin/api/dashboard.ts';
import type { ProblemDocument } from '../src/admin/api/operation.ts';
import { order, type Rig, startRig } from './support/gateway.ts';

describe('the dashboard of a gateway', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
    rig.sandbox.faults.set({ kind: 'items', dedupeIds: ['bad'], code: 'INVALID_VALUE', message: 'no such' });
    await rig.post('batch', {
      batch: [
        ...['good', 'good', 'bad'].map((id) => order(id)),
        order('refused', {
          context: { traits: { email: 'a@example.com' }, amazonConsent: { amznAdStorage: 'DENIED' } },
        }),
        { ...order('A'), properties: { order_id: 'Order-4711', currency: 'USD', products: [{ price: 5 }] } },
        { type: 'track', event: 'Newsletter Opened', messageId: 'news' },
      ],
    });
    await rig.post('track', { type: 'track' });
    await rig.until('every fate', async () => {
      const { entries } = await rig.gateway.storage.search({});
      return entries.length === 6 && entries.every(({ fate }) => fate !== 'waiting');
    });
  });
  afterAll(() => rig.close());

  const dashboard = async (query = ''): Promise<DashboardNow> =>
    (await (await rig.admin(`/api/dashboard${query}`)).json()) as DashboardNow;

  it('shows in one call what became of the events', async () => {
    const shown = await dashboard();
    expect(shown.totals).toMatchObject({ received: 6, duplicates: 1, delivered: 2, dead: 1, waiting: 0 });
    expect(shown.totals.p50).toBeGreaterThan(0);
    expect(shown.drops).toContainEqual({ reason: 'unmapped', n: 1, compliance: false });
    expect(shown.deaths).toEqual([{ reason: 'rejected', n: 1 }]);
    expect(shown.refused).toEqual([{ reason: 'missing_name', n: 1 }]);
    expect(shown.breakdown[0]).toMatchObject({ event: 'Order Completed', definition: '104', integration: 'amazon' });
    expect(shown.coverage[0]?.keys).toContainEqual(expect.objectContaining({ type: 'EMAIL' }));
    expect(shown.now).toMatchObject({ waiting: 0, dead: 1, open: true });
    expect(shown.step).toBe('hour');
    expect(shown.series.reduce((sum, { received }) => sum + received, 0)).toBe(6);
  });

  it('can be asked by the minute, and of an event or a definition alone', async () => {
    const minutes = await dashboard('?since=30m');
    expect([minutes.step, minutes.series.length]).toEqual(['minute', 31]);
    expect((await dashboard('?event=Newsletter%20Opened')).totals).toMatchObject({ received: 1, dropped: 1 });
    expect((await dashboard('?definition=104')).totals).toMatchObject({ delivered: 2, dead: 1 });
    expect((await dashboard('?definition=999')).totals.received).toBe(0);
    expect((await dashboard('?step=day&since=30d')).series).toHaveLength(31);
  });

  it.each([
    ['?since=30d&step=minute', 'step', /kept since .*: ask by the hour/],
    ['?step=week', 'step', /one of minute, hour, day/],
    ['?since=1h&until=2h', 'since', /before "until"/],
    ['?sinc=1h', '', /did you mean "since"/],
  ])('says what is wrong with %s', async (query, path, message) => {
    const answer = await rig.admin(`/api/dashboard${query}`);
    expect(answer.status).toBe(400);
    const { problems = [] } = (await answer.json()) as ProblemDocument;
    expect(problems[0]?.path).toBe(path);
    expect(problems[0]?.message).toMatch(message);
  });

  it('finds the events of an order by its id, which is not kept', async () => {
    const found = async (id: string): Promise<unknown> =>
      (await (await rig.admin(`/api/events?order=${id}`)).json()) as unknown;
    expect(await found('Order-4711')).toMatchObject({ entries: [{ messageId: 'A' }] });
    expect(await found('order-4711')).toEqual({ entries: [] });
    for (const end of ['', '-wal']) {
      expect(readFileSync(`${rig.directory}/dspatch.db${end}`).includes('Order-4711')).toBe(false);
    }
  });

  it('has the same numbers for Prometheus, and they go on over a restart', async () => {
    const lines = async (): Promise<string[]> =>
      (await (await fetch(`${rig.gateway.adminUrl}/metrics`)).text()).split('\n');
    const before = await lines();
    expect(before).toContain('dspatch_received_total{pipeline="web",integration="amazon"} 6');
    expect(before).toContain(
      'dspatch_delivered_total{pipeline="web",integration="amazon",event="Order Completed",definition="104"} 2',
    );
    expect(before).toContain('dspatch_refused_total{pipeline="web",code="missing_name"} 1');
    expect(before.some((line) => /^process_resident_memory_bytes \d/.test(line))).toBe(true);
    await rig.restart();
    expect(await lines()).toContain('dspatch_received_total{pipeline="web",integration="amazon"} 6');
  });

  it('describes every metric in docs/metrics.md', async () => {
    const text = await (await fetch(`${rig.gateway.adminUrl}/metrics`)).text();
    const page = readFileSync(new URL('../docs/metrics.md', import.meta.url), 'utf8');
    const names = [...text.matchAll(/^# TYPE (dspatch_\w+) /gm)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('who may read the metrics', () => {
  /** `fetch` would not say another host. */
  const status = async (rig: Rig, headers: Record<string, string> = {}): Promise<number | undefined> => {
    const [answer] = (await once(get(`${rig.gateway.adminUrl}/metrics`, { headers }), 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  const tokenOf = async (rig: Rig): Promise<string> => {
    const made = await rig.admin('/api/tokens', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ name: 'prometheus', role: 'read_only' }),
    });
    return ((await made.json()) as { secret: string }).secret;
  };

  it('is whoever has a token of the role read_only, where they are not open', async () => {
    const rig = await startRig({ server: { admin: { port: 0, openMetrics: false } } });
    try {
      expect(await status(rig)).toBe(401);
      expect(await status(rig, { authorization: 'Bearer wrong' })).toBe(401);
      const authorization = `Bearer ${await tokenOf(rig)}`;
      expect(await status(rig, { authorization })).toBe(200);
      expect(await status(rig, { authorization, host: 'gateway.internal:8081' })).toBe(200);
      expect(await status(rig, { host: 'gateway.internal:8081' })).toBe(403);
    } finally {
      await rig.close();
    }
  });

  it('is nobody under the name of a page elsewhere, though they are open on this machine', async () => {
    const rig = await startRig();
    try {
      expect(await status(rig)).toBe(200);
      expect(await status(rig, { host: 'elsewhere.example' })).toBe(403);
    } finally {
      await rig.close();
    }
  });

  it('is nobody without one behind a proxy, unless it is said', async () => {
    const behind = { admin: { port: 0, publicUrl: 'https://console.example.com' } };
    const rig = await startRig({ server: behind });
    try {
      expect(await status(rig)).toBe(401);
    } finally {
      await rig.close();
    }
    const open = await startRig({ server: { admin: { ...behind.admin, openMetrics: true } } });
    try {
      expect(await status(open)).toBe(200);
      expect(await status(open, { host: 'gateway.internal:8081' })).toBe(200);
    } finally {
      await open.close();
    }
  });
});
