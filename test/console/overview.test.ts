import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DashboardNow } from '../../src/admin/api/dashboard.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';

// The conversions dashboard, over events of every fate.

let one: ConsoleRig;
let page: Page;

beforeAll(async () => {
  one = await startConsole({ pipelines: { shop: { writeKeys: ['another-key'], integrations: ['amazon'] } } });
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const part = (name: RegExp): Locator =>
  page.getByRole('list', { name: 'What became of it' }).getByRole('link', { name });

/** A rejected order, a duplicate, a refusal, one without identity, one that is not mapped, and some that are delivered. */
async function sendEveryFate(): Promise<void> {
  const { rig } = one;
  rig.sandbox.faults.set({ kind: 'items', dedupeIds: ['bad'], code: 'INVALID_VALUE', message: 'no such' });
  const denied = { context: { traits: { email: 'a@example.com' }, amazonConsent: { amznAdStorage: 'DENIED' } } };
  const good = Array.from({ length: 12 }, (_, i) => order(`good-${i}`));
  const viewed = { ...order('viewed'), event: 'Product Viewed' };
  await rig.post('batch', {
    batch: [...good, order('good-1'), order('bad'), order('denied', denied), order('nobody', { context: {} }), viewed],
  });
  await rig.post('track', { type: 'track', event: 'Newsletter Opened', messageId: 'news' });
  await rig.post('track', { type: 'track' });
  await rig.until('every fate', async () => {
    const { entries } = await rig.gateway.storage.search({});
    return entries.length === 18 && entries.every(({ fate }) => fate !== 'waiting');
  });
}

describe('before the first event', () => {
  it('says that nothing came in, and where it would come from', async () => {
    page = await one.openAs('deployment_manager');
    await page.getByRole('heading', { name: 'No event came in' }).waitFor();
    await page.getByRole('heading', { name: 'Destinations' }).waitFor();
    await one.look(page, 'overview-empty');
  });
});

describe('the flow', () => {
  it('shows by itself what came in, and what became of it', async () => {
    await sendEveryFate();
    await part(/^Delivered 13 /).waitFor();
    await page.getByRole('list', { name: 'What came in' }).getByText('18').waitFor();
    for (const name of [/^Dead 1 .*Amazon refused it/, /^Duplicate 1 /, /^Dropped 1 .*does not map/]) {
      await part(name).waitFor();
    }
    await part(/^Dropped 1 .*did not consent/).waitFor();
    await page.getByText('missing_name').waitFor();
    expect(await page.getByRole('heading', { name: 'No event came in' }).count()).toBe(0);
    await one.look(page, 'overview');
  });

  it('leads from each part to its events', async () => {
    await part(/^Dropped 1 .*match the person/).click();
    await page.getByRole('cell', { name: 'nobody' }).waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('fate'), searchParams.get('reason')]).toEqual(['dropped', 'no_identity']);
    expect(await page.getByRole('cell', { name: 'good-0' }).count()).toBe(0);
    await page.goBack();
    await part(/^Delivered/).waitFor();
  });
});

describe('the time and what is shown', () => {
  it('stand in the address', async () => {
    await page.getByText('1 hour', { exact: true }).click();
    await page.waitForURL('**/?range=1h');
    await page.getByLabel('Pipeline', { exact: true }).selectOption('shop');
    await page.getByRole('heading', { name: 'No event came in' }).waitFor();
    expect(page.url()).toBe(`${one.url}/?range=1h&pipeline=shop`);
    await page.getByLabel('Pipeline', { exact: true }).selectOption('web');
    await page.getByRole('link', { name: 'Product Viewed' }).click();
    await part(/^Delivered 1 /).waitFor();
    expect(page.url()).toBe(`${one.url}/?range=1h&pipeline=web&event=Product+Viewed`);
    await page.reload();
    await part(/^Delivered 1 /).waitFor();
    await page.getByRole('button', { name: 'Show all events' }).click();
    await part(/^Delivered 13 /).waitFor();
  });
});

describe('the charts', () => {
  it('can be read as tables', async () => {
    await page.goto('/?range=1h');
    const fates = page.getByRole('region', { name: 'What became of events', exact: true });
    // They are loaded when they come into view.
    await fates.waitFor();
    expect(await fates.locator('.recharts-wrapper').count()).toBe(0);
    await fates.scrollIntoViewIfNeeded();
    await fates.locator('.recharts-bar-rectangle path').first().waitFor();
    await fates.getByRole('button', { name: /as a table/ }).click();
    await fates.getByRole('columnheader', { name: 'Delivered' }).waitFor();
    const answer = (await (await one.rig.admin('/api/dashboard?since=1h')).json()) as DashboardNow;
    const steps = answer.series.filter(({ received }) => received > 0).length;
    expect(await fates.getByRole('rowheader').count()).toBe(steps);
    await one.look(page, 'overview-table');
    await fates.getByRole('button', { name: /as a chart/ }).click();
  });
});

describe('match readiness', () => {
  it('says which key would add most, and where to put it', async () => {
    const web = page.getByRole('article', { name: 'web to amazon' });
    await web.getByText('The next best key: phone number').waitFor();
    await web.getByText('traits.phone').waitFor();
  });
});

describe('a destination', () => {
  it('is paused and resumed by who may deploy', async () => {
    const amazon = page.getByRole('article', { name: 'amazon', exact: true });
    await amazon.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await amazon.getByText('Paused by hand.').waitFor();
    await one.rig.post('track', order('late'));
    await part(/^Waiting 1 /).waitFor();
    await amazon.getByText(/1 waiting/).waitFor();
    await one.look(page, 'overview-paused');
    await amazon.getByRole('button', { name: 'Resume' }).click();
    await amazon.getByText('open').waitFor();
    await part(/^Delivered 14 /).waitFor();
  });

  it('is left alone by all others', async () => {
    const reader = await one.openAs('read_only');
    await reader.getByRole('article', { name: 'amazon', exact: true }).waitFor();
    expect(await reader.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    await reader.context().close();
  });

  it('tells how old its consent is', async () => {
    const consentAt = new Date(Date.now() - 340 * 86_400_000).toISOString();
    await page.route('**/api/status', async (route) => {
      const status = await (await route.fetch()).json();
      await route.fulfill({ json: { ...status, integrations: [{ ...status.integrations[0], consentAt }] } });
    });
    await page.getByText('The consent ends in 25 days: connect the integration again').waitFor();
  });
});

describe('where there is no pipeline', () => {
  it('leads to the two ways to begin', async () => {
    const first = await one.openAs('read_only', '/settings/account');
    await first.route('**/api/status', async (route) => {
      const status = await (await route.fetch()).json();
      await route.fulfill({ json: { ...status, pipelines: [], integrations: [] } });
    });
    await first.goto('/');
    await first.getByRole('link', { name: 'Get started' }).click();
    await first.waitForURL('**/welcome');
  });
});

describe('the settings of what is kept', () => {
  it('are shown as they are in force, each with where it is changed', async () => {
    const reader = await one.openAs('read_only', '/settings/data');
    await reader.getByText('30 days server.retention.ledgerDays').waitFor();
    const values = await reader.getByRole('definition').allTextContents();
    expect(values).toEqual(expect.arrayContaining(['0 bytes server.queue.minFreeDiskMb', '32']));
    expect(values.at(-1)).toBe(`${one.rig.directory} server.dataDir`);
    await one.look(reader, 'data');
  });
});
