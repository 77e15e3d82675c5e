import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, serve } from '../../test/support/loopback-server.ts';
import { Egress } from '../amazon/egress.ts';
import { MINUTE } from '../base/durations.ts';
import { MemoryRecords } from '../catalog/memory.ts';
import { createLog } from '../telemetry/log.ts';
import { KeyRing } from '../vault/key-ring.ts';
import { Vault } from '../vault/vault.ts';
import type { Alert } from './alert.ts';
import { KeptAlerts } from './kept-alerts.ts';
import { Telling } from './telling.ts';
import { type Webhook, Webhooks } from './webhooks.ts';

const NOW = 1_800_000_000_000;
const ADDED = { by: { kind: 'person', id: 'ada', name: 'Ada' }, at: NOW } as const;
const SECRET = '/services/T0/very-secret';
const ALERT: Omit<Alert, 'id'> = {
  ...{ kind: 'destination_paused', subject: { integration: 'amazon' }, state: 'open', since: NOW },
  ...{ says: 'Nothing is sent for amazon: <!channel> no.', mend: 'Mend it.', path: '/integrations/amazon/connection' },
};

let chat: LoopbackServer;
let status = 200;
let egress: Egress;
let records: MemoryRecords;
let kept: KeptAlerts;
let webhooks: Webhooks;
let webhook: Webhook;
beforeEach(async () => {
  status = 200;
  chat = await serve((_, out) => out.writeHead(status, { location: '/elsewhere' }).end('no'));
  egress = new Egress([chat.url]);
  records = new MemoryRecords();
  kept = await KeptAlerts.open(records);
  const keys = KeyRing.open('/nowhere', { DSPATCH_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') });
  const ids = ['one', 'two'];
  const newId = (): string => ids.shift() ?? 'more';
  webhooks = new Webhooks({ records, egress, newId, vault: await Vault.open(records, keys) });
  webhook = await webhooks.add({ url: `${chat.url}${SECRET}` }, ADDED);
});
afterEach(async () => {
  await egress.close();
  await chat.close();
});

/** Tells what is due, as after a start. */
async function tell(now: number): Promise<void> {
  const log = createLog('silent' as 'error');
  const url = (): string => 'https://dspatch.example.com';
  const telling = new Telling(
    { kept: await KeptAlerts.open(records), webhooks, url, log },
    new AbortController().signal,
  );
  await telling.tell(now);
}

/** An alert that has to be told. */
function begin(alert: Omit<Alert, 'id'> = ALERT): Promise<void> {
  return kept.add({ ...alert, untold: [{ webhook: webhook.id, attempts: 0, at: NOW }] });
}

const bodies = (): { text: string; alert: { id: string; state: string; url: string } }[] =>
  chat.received.map(({ body }) => JSON.parse(body));

describe('a webhook', () => {
  it('is told of an alert once, in words for a chat and in members for programs', async () => {
    await begin();
    await tell(NOW);
    await tell(NOW + MINUTE);
    expect(chat.received.map(({ method, path }) => [method, path])).toEqual([['POST', SECRET]]);
    const [{ text, alert } = { text: '', alert: undefined }] = bodies();
    expect(alert).toMatchObject({
      ...{ kind: 'destination_paused', state: 'open', subject: { integration: 'amazon' } },
      since: new Date(NOW).toISOString(),
      url: 'https://dspatch.example.com/integrations/amazon/connection',
    });
    expect(text).toMatch(/^dspatch: A destination is paused\. Nothing is sent for amazon: .* Mend it\. https:/);
  });

  it('is sent nothing that a chat takes for a mention', async () => {
    await begin();
    await tell(NOW);
    expect(bodies()[0]?.text).toContain('‹!channel›');
  });

  it('is shown by its host, with what came of it last', async () => {
    await begin();
    await tell(NOW);
    const [shown] = await webhooks.list();
    expect(shown).toEqual({ ...webhook, last: { at: NOW, ok: true, status: 200, says: 'it answers 200' } });
    expect(shown?.host).toBe(new URL(chat.url).host);
    expect(JSON.stringify([shown, await records.list('')])).not.toContain('very-secret');
  });

  it('that does not take it is told again, less and less often, and given up in the end', async () => {
    status = 500;
    await begin();
    const tried: number[] = [];
    for (let minute = 0; minute < 60; minute++) {
      await tell(NOW + minute * MINUTE);
      if (chat.received.length > tried.length) tried.push(minute);
    }
    expect(tried).toEqual([0, 1, 3, 7, 15]);
    expect((await webhooks.list())[0]?.last).toMatchObject({ ok: false, status: 500, says: 'it answers 500' });
  });

  it('that takes it later was told once, whatever was tried before', async () => {
    status = 503;
    await begin();
    await tell(NOW);
    status = 204;
    for (const minute of [1, 2, 3]) await tell(NOW + minute * MINUTE);
    expect(chat.received).toHaveLength(2);
  });

  it('is not followed elsewhere', async () => {
    status = 302;
    await begin();
    await tell(NOW);
    expect(chat.received).toHaveLength(1);
    expect((await webhooks.list())[0]?.last?.says).toBe('it answers 302: redirects are not followed');
  });

  it('that fails at one alert is not tried with the next at once', async () => {
    status = 429;
    await begin();
    await begin({ ...ALERT, subject: { integration: 'other' } });
    await tell(NOW);
    expect(chat.received).toHaveLength(1);
  });

  it('that nobody reaches is told so, without its address', async () => {
    await chat.close();
    await begin();
    await tell(NOW);
    const last = (await webhooks.list())[0]?.last;
    expect(last).toMatchObject({ ok: false, says: expect.stringContaining('ECONNREFUSED') });
    expect(last?.says).not.toContain('secret');
  });

  it('that was removed is told nothing more, and nothing is left of it', async () => {
    await begin();
    expect(await webhooks.remove(webhook.id)).toEqual(webhook);
    await tell(NOW);
    expect(chat.received).toHaveLength(0);
    expect(JSON.stringify(await records.list(''))).not.toContain('secret/alert-webhook');
    expect((await KeptAlerts.open(records)).all[0]?.untold).toEqual([]);
  });
});

describe('webhooks', () => {
  it('are bounded in number', async () => {
    for (let i = 1; i < 20; i++) {
      await records.put(`alert-webhook/${i}`, { ...webhook, id: `${i}` } as never, 'absent');
    }
    await expect(webhooks.add({ url: chat.url }, ADDED)).rejects.toMatchObject({ code: 'too_many_webhooks' });
  });
});
