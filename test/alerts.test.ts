import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alert, AlertView } from '../src/admin/api/alerts.ts';
import { type Clock, systemClock } from '../src/base/clock.ts';
import { SECOND } from '../src/base/durations.ts';
import { order, type Rig, startRig } from './support/gateway.ts';
import { type LoopbackServer, serve } from './support/loopback-server.ts';

// A gateway that tells by itself that something is wrong, and that it is mended.

/** While something is waited for, time passes faster: the minutes of alerts are no minutes of this test's. */
let ahead: number;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
let chat: LoopbackServer;
let rig: Rig;
beforeEach(async () => {
  ahead = 0;
  chat = await serve((_, out) => out.end('ok'));
  rig = await startRig({ clock, upstreams: [chat.url] });
});
afterEach(async () => {
  await rig.close();
  await chat.close();
});

async function admin<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers: { ...type, ...headers }, body: body === undefined ? null : JSON.stringify(body) };
  const answer = await rig.admin(path, init);
  expect([path, answer.ok]).toEqual([path, true]);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

const alerts = async (query = ''): Promise<readonly AlertView[]> =>
  (await admin<{ items: AlertView[] }>('GET', `/api/alerts${query}`)).items;

const later = (what: string, condition: () => boolean | Promise<boolean>): Promise<void> =>
  rig.until(what, () => {
    ahead += SECOND;
    return condition();
  });

const told = (): { text: string; alert: Alert & { url: string } }[] =>
  chat.received.map(({ body }) => JSON.parse(body));

describe('a destination that refuses us', () => {
  it('is told once when it begins and once when it is over, also over a restart', async () => {
    await admin('POST', '/api/alerts/webhooks', { url: `${chat.url}/services/secret`, name: 'On call' });
    rig.sandbox.faults.set({ kind: 'forbidden' });
    expect((await rig.post('track', order('waits'))).status).toBe(200);
    await later('the alert', async () => (await alerts('?state=open')).length > 0);
    await later('the message', () => chat.received.length > 0);
    const [open] = await alerts('?state=open&kind=destination_paused&integration=amazon');
    expect(open).toMatchObject({
      kind: 'destination_paused',
      title: 'A destination is paused',
      path: expect.any(String),
    });
    const metrics = await (await rig.admin('/metrics')).text();
    expect(metrics).toContain('dspatch_alert_open{kind="destination_paused"} 1');

    await rig.restart();
    expect((await alerts('?state=open')).map(({ id }) => id)).toEqual([open?.id]);
    await rig.until('another refusal', () =>
      rig.gateway.destinations.all.some(({ worker }) => worker?.gate.state.state === 'paused'),
    );
    rig.sandbox.faults.clear();
    await admin('POST', '/api/integrations/amazon/resume');
    await later('its end', async () => (await alerts('?state=over')).length > 0);
    await later('the message of its end', () => told().some(({ alert }) => alert.state === 'over'));
    expect(told().map(({ alert }) => [alert.id, alert.state])).toEqual([
      [open?.id, 'open'],
      [open?.id, 'over'],
    ]);
    expect(await alerts('?state=open')).toEqual([]);
    expect(rig.sandbox.dedupeIds().has('waits')).toBe(true);
  });

  it('is nothing to tell where the rule is switched off', async () => {
    const answer = await rig.admin('/api/alerts/rules');
    const { rules } = (await answer.json()) as { rules: Record<string, object> };
    const body = { rules: { ...rules, destination_paused: { on: false, minutes: 1 } } };
    await admin('PUT', '/api/alerts/rules', body, { 'if-match': answer.headers.get('etag') ?? '' });
    rig.sandbox.faults.set({ kind: 'forbidden' });
    await rig.post('track', order('waits'));
    // Since the pause is not told, that its delivery waits is.
    await later('another alert', async () => (await alerts()).length > 0);
    expect((await alerts()).map(({ kind }) => kind)).toEqual(['falls_behind']);
  });
});

describe('a rule that leaves something out', () => {
  it('tells nothing of it, and ends what it told', async () => {
    const change = async (except: object): Promise<void> => {
      const answer = await rig.admin('/api/alerts/rules');
      const { rules } = (await answer.json()) as { rules: Record<string, object> };
      // An older client says nothing of it: nothing is left out then.
      const falls_behind = { on: false, minutes: 15 };
      const body = { rules: { ...rules, falls_behind, destination_paused: { on: true, minutes: 1, except } } };
      await admin('PUT', '/api/alerts/rules', body, { 'if-match': answer.headers.get('etag') ?? '' });
    };
    await change({ integrations: ['another'] });
    expect(await admin('GET', '/api/alerts/rules')).toMatchObject({
      rules: {
        destination_paused: { except: { pipelines: [], integrations: ['another'] } },
        falls_behind: { except: { pipelines: [], integrations: [] } },
      },
    });
    rig.sandbox.faults.set({ kind: 'forbidden' });
    await rig.post('track', order('waits'));
    await later('the alert', async () => (await alerts('?state=open')).length > 0);
    await change({ integrations: ['amazon'] });
    await later('its end', async () => (await alerts('?state=open')).length === 0);
    expect((await alerts()).map(({ kind, state }) => [kind, state])).toEqual([['destination_paused', 'over']]);
  });
});

describe('the operations', () => {
  it('say what came of a test, and keep the address to themselves', async () => {
    const url = `${chat.url}/services/secret`;
    const webhook = await admin<{ id: string; host: string }>('POST', '/api/alerts/webhooks', { url });
    expect(webhook.host).toBe(new URL(chat.url).host);
    expect(await admin('POST', `/api/alerts/webhooks/${webhook.id}/test`)).toMatchObject({ ok: true, status: 200 });
    expect(told()[0]).toMatchObject({ alert: { state: 'test' }, text: expect.stringContaining('This is a test') });
    const shown = await (await rig.admin('/api/alerts/webhooks')).text();
    expect(shown).toContain('it answers 200');
    expect(shown).not.toContain('secret');
    await admin('DELETE', `/api/alerts/webhooks/${webhook.id}`);
    expect(await admin('GET', '/api/alerts/webhooks')).toEqual({ webhooks: [] });
    const audited = await (await rig.admin('/api/audit?action=alerts.')).text();
    expect(audited).toContain('alerts.webhook_added');
    expect(audited).toContain('alerts.webhook_removed');
    expect(audited).not.toContain('services');
  });

  it.each([
    ['https://10.0.0.7/services/secret', 'url: must be on the internet, which 10.0.0.7 is not'],
    ['http://hooks.example.com/secret', 'url: must begin with https://'],
  ])('refuse a webhook at %s', async (url, detail) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await rig.admin('/api/alerts/webhooks', { method: 'POST', headers, body: JSON.stringify({ url }) });
    const problem = (await answer.json()) as { detail: string };
    expect([answer.status, problem.detail]).toEqual([400, expect.stringContaining(detail)]);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('refuse thresholds that make no sense, all at once, and rules that somebody else changed meanwhile', async () => {
    const { rules, kinds } = await admin<{ rules: Record<string, object>; kinds: { kind: string }[] }>(
      'GET',
      '/api/alerts/rules',
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(Object.keys(rules));
    const put = (body: object, version = '"0"'): Promise<Response> =>
      rig.admin('/api/alerts/rules', {
        ...{ method: 'PUT', body: JSON.stringify(body) },
        headers: { 'content-type': 'application/json', 'if-match': version },
      });
    const wrong = await put({
      rules: {
        ...rules,
        silence: { on: true, hours: 0, except: { pipelines: ['staging'], integrations: ['amazon'] } },
        consent_ends: { on: 'yes', days: 30 },
      },
    });
    expect([wrong.status, ((await wrong.json()) as { problems: object[] }).problems]).toEqual([
      400,
      [
        {
          path: 'rules.silence.except.integrations',
          message: 'silence is not about integrations: none can be left out',
        },
        { path: 'rules.silence.hours', message: 'must be a whole number from 1 to 72' },
        { path: 'rules.consent_ends.on', message: 'must be true or false' },
      ],
    ]);
    expect((await put({ rules })).status).toBe(200);
    expect((await put({ rules })).status).toBe(412);
  });
});
