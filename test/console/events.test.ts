import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AdminClient } from '../../src/cli/admin-client.ts';
import type { SectionConfig } from '../../src/playbook/schema.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';
import { scrollsSideways } from '../support/look-at.ts';

// Events: as they come, one event's whole way, search; and sending again what was rejected or dropped.

let one: ConsoleRig;
let page: Page;
let admin: AdminClient;

beforeAll(async () => {
  one = await startConsole();
  admin = new AdminClient(one.url);
  page = await one.openAs('admin', '/live');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

function definition(id: string): SectionConfig {
  return { conversionDefinitionId: { enrichment: id } };
}

/** Lays sections over the playbook's draft, saves it as a revision, and deploys it. */
async function deploy(events: Readonly<Record<string, SectionConfig>>): Promise<void> {
  const integration = { params: { integration: 'amazon' } };
  const { draft, version } = await admin.call('GET /api/integrations/:integration', integration);
  const playbook = { ...draft.playbook, events: { ...draft.playbook.events, ...events } };
  await admin.call('PUT /api/integrations/:integration', { ...integration, version, body: { ...draft, playbook } });
  const { number: revision } = await admin.call('POST /api/integrations/:integration/revisions', {
    ...integration,
    body: {},
  });
  const pipeline = { params: { pipeline: 'web' } };
  const { draft: before, version: read } = await admin.call('GET /api/pipelines/:pipeline', pipeline);
  const body = { ...before, integrations: [{ integration: 'amazon', revision }] };
  const put = await admin.call('PUT /api/pipelines/:pipeline', { ...pipeline, version: read, body });
  const { health } = await admin.call('GET /api/pipelines/:pipeline/plan', pipeline);
  const confirm = health.reasons.map(({ code }) => code);
  await admin.call('POST /api/pipelines/:pipeline/deployments', {
    ...{ ...pipeline, version: put.version, body: { confirm } },
  });
}

const now = (): { timestamp: string } => ({ timestamp: new Date().toISOString() });
const signUp = (messageId: string): object => order(messageId, { ...now(), event: 'Signed Up' });
const live = () => page.getByRole('list', { name: 'Live events' });

describe('live events', () => {
  it('show the moment they are stored, with what becomes of them', async () => {
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByText('Nothing has come yet').waitFor();
    await one.rig.post('track', order('seen-1', { ...now(), event: 'Product Viewed' }));
    const row = live().getByRole('listitem').filter({ hasText: 'Product Viewed' }).first();
    await row.getByText('delivered').waitFor();
    await row.getByText('EMAIL', { exact: true }).waitFor();
  });

  it('are held while one looks, and go on', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await one.rig.post('track', signUp('new-1'));
    await page.getByText('1 more event has come since').waitFor();
    expect(await live().getByText('Signed Up').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await live().getByText('Signed Up').waitFor();
    await live().getByText('unmapped').waitFor();
    await one.look(page, 'live');
  });

  it('are filtered by the address', async () => {
    await page.getByLabel('Fate').selectOption('dropped');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.waitForURL('**/live?fate=dropped');
    await live().getByText('Signed Up').waitFor();
    expect(await live().getByText('Product Viewed').count()).toBe(0);
  });
});

describe('a rejected event', () => {
  it('is found by its order id, and shows its whole way to Amazon’s answer', async () => {
    one.rig.sandbox.faults.set({ kind: 'items', dedupeIds: ['order-1'], code: 'INVALID_VALUE', message: 'no such' });
    await one.rig.post(
      'track',
      order('order-1', { ...now(), properties: { order_id: 'A-1001', total: 59.9, currency: 'USD' } }),
    );
    await page.goto('/search');
    await page.getByLabel('Order id').fill('A-1001');
    await one.rig.until('its end', async () => {
      const { entries } = await one.rig.gateway.storage.search({ messageId: 'order-1' });
      return entries[0]?.fate === 'dead';
    });
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL('**/search?order=A-1001');
    await page.getByRole('row').filter({ hasText: 'order-1' }).getByText('dead').waitFor();
    await one.look(page, 'search');
    await page.getByRole('link', { name: 'Order Completed' }).click();
    const way = page.getByRole('region', { name: 'amazon' });
    await way.getByRole('heading', { name: 'Item for Amazon' }).waitFor();
    await way.getByText('rejected', { exact: true }).waitFor();
    await way
      .getByText(/no such/)
      .first()
      .waitFor();
    expect(await page.locator('pre').first().textContent()).toMatch(/sealed:email=[0-9a-f]{64}/);
    expect(await page.content()).not.toContain('order-1@example.com');
    await one.look(page, 'event');
  });

  it('is replayed once Amazon takes it, counted before, and arrives', async () => {
    one.rig.sandbox.faults.clear();
    await page.goto('/search?view=dead');
    await page.getByRole('button', { name: 'Replay all that match' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 will be sent again').waitFor();
    await one.look(page, 'replay');
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await dialog.getByText('1 waits for delivery').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await one.rig.until('its arrival', () => one.rig.sandbox.dedupeIds().has('order-1'));
  });
});

describe('a drop that can be mended', () => {
  it('is run again once the mapping is deployed, and arrives at Amazon', async () => {
    await page.goto('/search?view=fixable');
    await page.getByRole('row').filter({ hasText: 'Signed Up' }).getByText('unmapped').waitFor();
    await one.look(page, 'fixable');
    // Between a tablet and a desk, where the navigation takes its part.
    for (const width of [800, 950, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await scrollsSideways(page)]).toEqual([width, false]);
      const again = await page.getByRole('button', { name: /^Run again/ }).boundingBox();
      expect((again?.x ?? width) + (again?.width ?? 0)).toBeLessThan(width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await deploy({ 'Signed Up': definition('104') });
    await page.getByRole('button', { name: 'Run again: Signed Up, unmapped' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 will be sent again').waitFor();
    await dialog.getByRole('button', { name: 'Run again' }).click();
    await dialog.getByText('1 waits for delivery').waitFor();
    await one.rig.until('its arrival', () => one.rig.sandbox.dedupeIds().has('new-1'));
    await page.goto('/events/web/new-1');
    await page.getByRole('region', { name: 'amazon' }).getByText('delivered').first().waitFor();
  });

  it('is not offered to those who may not send again', async () => {
    const reader = await one.openAs('read_only', '/search?view=fixable');
    await reader.getByRole('row').filter({ hasText: 'Signed Up' }).waitFor();
    expect(await reader.getByRole('button', { name: /^Run again/ }).count()).toBe(0);
    await reader.context().close();
  });
});
