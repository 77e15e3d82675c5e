import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { SECOND } from '../../src/base/durations.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';
import { type LoopbackServer, serve } from '../support/loopback-server.ts';

// What a person sees of alerts: that all is well and what is watched, that it is not, who is told, and by which thresholds.

let ahead = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
let chat: LoopbackServer;
let chatStatus = 200;
let one: ConsoleRig;
let admin: Page;
beforeAll(async () => {
  chat = await serve((_, out) => out.writeHead(chatStatus).end());
  one = await startConsole({ clock, upstreams: [chat.url] });
  admin = await one.openAs('admin', '/settings/alerts');
});
afterAll(async () => {
  await one.close();
  await chat.close();
});
afterEach(() => one.expectNoFaults());

/** Waits for a number of alerts; the minutes that they take pass faster. */
async function alerts(state: 'open' | 'over', n: number): Promise<void> {
  await one.rig.until(`${n} ${state}`, async () => {
    ahead += SECOND;
    const answer = await one.rig.admin(`/api/alerts?state=${state}`);
    return ((await answer.json()) as { items: object[] }).items.length === n;
  });
}

describe('while all is well', () => {
  it('it is said so, with what is watched', async () => {
    await admin.getByText('No alert is open').waitFor();
    await admin.getByRole('listitem').filter({ hasText: 'No events come in' }).waitFor();
    await admin.getByText('There has been none.').waitFor();
  });
});

describe('a webhook', () => {
  it('is refused where nothing of ours may speak to, and its address is not repeated', async () => {
    await admin.getByRole('button', { name: 'Add a webhook' }).click();
    const dialog = admin.getByRole('dialog', { name: 'Add a webhook' });
    await dialog.getByLabel('Address', { exact: true }).fill('https://192.168.0.7/services/secret');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('Must be on the internet, which 192.168.0.7 is not').waitFor();
    await one.look(admin, 'alerts-add-webhook');
    await dialog.getByLabel('Address', { exact: true }).fill(`${chat.url}/services/secret`);
    await dialog.getByLabel('Name').fill('On call');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.getByRole('row').filter({ hasText: 'On call' }).waitFor();
    expect(await admin.content()).not.toContain('services/secret');
  });

  it('is tried, and what came of it stays beside it', async () => {
    const row = admin.getByRole('row').filter({ hasText: 'On call' });
    await admin.getByRole('button', { name: 'Send a test to On call' }).click();
    await row.getByText('taken', { exact: true }).waitFor();
    expect(JSON.parse(chat.received[0]?.body ?? '{}').text).toContain('This is a test');
    chatStatus = 404;
    await admin.getByRole('button', { name: 'Send a test to On call' }).click();
    await row.getByText('not taken').waitFor();
    await row.getByText('it answers 404').waitFor();
    const failed = admin.getByRole('alert').filter({ hasText: 'On call has not taken the test' });
    await failed.getByRole('button', { name: 'Close' }).click();
    chatStatus = 200;
  });
});

describe('the rules', () => {
  it('are changed all at once, and say at the field what cannot be', async () => {
    const silence = admin.getByRole('group', { name: 'No events come in' });
    await silence.getByLabel('None for').fill('100');
    await silence.getByLabel('None for').press('Enter');
    await silence.getByText('Must be a whole number from 1 to 72').waitFor();
    await silence.scrollIntoViewIfNeeded();
    await one.look(admin, 'alerts-rules');
    await silence.getByLabel('None for').fill('12');
    await silence.getByLabel('But not of these pipelines').fill('we');
    await admin.getByRole('option', { name: 'web' }).click();
    await admin.keyboard.press('Escape');
    const paused = admin.getByRole('group', { name: 'A destination is paused' });
    await admin.getByRole('group', { name: 'Deliveries wait too long' }).getByRole('switch').uncheck();
    await paused.getByLabel('For at least').fill('1');
    await paused.getByLabel('For at least').press('Enter');
    await admin.getByText('From the next minute on this is watched').waitFor();
    const answer = (await (await one.rig.admin('/api/alerts/rules')).json()) as { rules: object };
    expect(answer.rules).toMatchObject({
      ...{
        silence: { on: true, hours: 12, except: { pipelines: ['web'] } },
        destination_paused: { minutes: 1 },
        falls_behind: { on: false },
      },
    });
  });

  it('are seen by everybody, and changed by those who may deploy', async () => {
    const reader = await one.openAs('read_only', '/settings/alerts');
    expect(await reader.getByRole('group', { name: 'No events come in' }).getByLabel('None for').isDisabled()).toBe(
      true,
    );
    await reader.getByRole('button', { name: 'Save' }).hover();
    await reader.getByText('This takes the permission to deploy').waitFor();
    expect(await reader.getByRole('button', { name: 'Send a test to On call' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    await reader.context().close();
  });
});

describe('an alert', () => {
  it('is on the overview, which leads to what happened and what to do', async () => {
    one.rig.sandbox.faults.set({ kind: 'forbidden' });
    await one.rig.post('track', order('waits'));
    await alerts('open', 1);
    await admin.goto('/');
    const badge = admin.getByRole('link', { name: 'A destination is paused: amazon' });
    await badge.waitFor();
    await one.look(admin, 'overview-alert');
    await badge.click();
    const open = admin.getByRole('list', { name: 'Open alerts' }).getByRole('listitem');
    await open.getByText('Nothing is sent for amazon').waitFor();
    await one.look(admin, 'alerts-open');
    await open.getByRole('link', { name: 'Go there' }).click();
    await admin.waitForURL('**/integrations/amazon/connection');
  });

  it('is among those that are over when it is mended, and found there', async () => {
    one.rig.sandbox.faults.clear();
    await one.rig.admin('/api/integrations/amazon/resume', { method: 'POST' });
    await alerts('over', 1);
    await admin.goto('/settings/alerts');
    await admin.getByText('No alert is open').waitFor();
    const over = admin.getByRole('table', { name: 'Past alerts' });
    await over.getByText('A destination is paused').waitFor();
    await one.look(admin, 'alerts-over');
    await admin.getByLabel('Kind').selectOption('No events come in');
    await admin.getByRole('button', { name: 'Filter' }).click();
    await admin.waitForURL('**/settings/alerts?kind=silence');
    await admin.getByText('None is like this').waitFor();
    await admin.goto('/');
    await admin.getByRole('heading', { name: 'Overview' }).waitFor();
    await admin.getByRole('heading', { name: 'Destinations' }).waitFor();
    expect(await admin.getByRole('link', { name: /A destination is paused/ }).count()).toBe(0);
  });
});
