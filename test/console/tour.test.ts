import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/people/secret-token.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { isTakingPictures, tourPictures } from '../support/guide-pictures.ts';
import { SCHEMES, WIDTHS } from '../support/look-at.ts';
import { untilLoaded } from '../support/until-loaded.ts';

// The main screens while a shop's events come in, as docs/console.md goes through them. With DSPATCH_GUIDE_PICTURES=docs/pictures it takes its
// pictures anew.

const DOCS = join(import.meta.dirname, '../../docs');
const SCREENS = ['overview', 'live', 'event', 'search', 'integration', 'pipeline', 'import', 'settings'] as const;

const PEOPLE = [
  ['Grace Hopper', 'integration_manager'],
  ['Katherine Johnson', 'deployment_manager'],
  ['Edsger Dijkstra', 'read_only'],
] as const;

let one: ConsoleRig;
let page: Page;

beforeAll(async () => {
  one = await startConsole({ empty: true });
  const { demo } = one.rig.gateway;
  await demo.start({ kind: 'local', id: '', name: 'the tour' }, { rate: 20, ports: [0] });
  const sandbox = demo.sandbox as Sandbox;
  sandbox.faults.set({ kind: 'items', indexes: [1], code: 'INVALID_VALUE', message: 'no such value', times: 3 });
  await one.rig.until('a hundred conversions', () => sandbox.summary().accepted > 100);
  for (const [name, role] of PEOPLE) {
    const email = `${name.split(' ')[0]?.toLowerCase()}@example.com`;
    const account = { id: newId(), name, email, role, disabled: false };
    await one.rig.gateway.people.accounts.add({ ...account, createdAt: Date.now() });
  }
  page = await one.openAs('admin', 'about:blank');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

async function see(name: (typeof SCREENS)[number], from?: Locator): Promise<void> {
  await untilLoaded(page);
  // Each screen's own test looks at it each time; this one as it is in the pictures.
  if (!isTakingPictures()) return;
  await tourPictures(page, name, from);
  await one.look(page, name);
}

describe('the tour', () => {
  it('begins with the overview', async () => {
    await page.goto('/?range=1h');
    await page
      .getByRole('list', { name: 'What became of it' })
      .getByRole('link', { name: /^Delivered/ })
      .waitFor();
    await see('overview');
  });

  it('sees events as they come, paused to be read', async () => {
    await page.goto('/live');
    const live = page.getByRole('list', { name: 'Live events' });
    await live.getByRole('listitem').nth(12).getByText('delivered').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await see('live');
  });

  it('follows an order’s whole way', async () => {
    await page.goto('/search?event=Order+Completed&fate=delivered');
    await page.getByRole('link', { name: 'Order Completed' }).first().click();
    const way = page.getByRole('region', { name: 'sandbox' });
    await way.getByRole('heading', { name: 'Item for Amazon' }).waitFor();
    await see('event', way);
  });

  it('searches', async () => {
    await page.goto('/search?since=1h');
    await page.getByRole('row').nth(20).waitFor();
    await see('search');
  });

  it('changes a mapping beside what it comes to', async () => {
    await page.goto('/integrations/sandbox/mapping');
    await page.getByRole('region', { name: 'Preview' }).getByText('unitsSold').first().waitFor();
    await see('integration', page.getByRole('region', { name: 'Order Completed', exact: true }));
  });

  it('connects a site to a pipeline', async () => {
    await page.goto('/pipelines/demo-shop/connect');
    await page.getByRole('heading', { name: 'demo-shop' }).waitFor();
    await see('pipeline');
  });

  it('imports orders of several rows', async () => {
    await page.goto('/import?pipeline=demo-shop');
    const at = new Date().toISOString();
    const rows = [
      `S-1,${at},jo@shop.example,USD,mug,2,10.10`,
      `S-2,${at},al@shop.example,USD,jar,1,5.00`,
      `S-1,${at},,USD,pot,1,20.10`,
    ];
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose a file' }).click(),
    ]);
    const text = ['order id,created at,email,currency,sku,qty,price', ...rows].join('\n');
    await chooser.setFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('table', { name: 'Events' }).waitFor();
    await see('import', page.getByRole('table', { name: 'Columns' }));
  });

  it('ends at the settings', async () => {
    await page.goto('/settings/people');
    await page.getByRole('cell', { name: 'A admin' }).first().waitFor();
    await see('settings');
  });
});

describe('its pictures', () => {
  it('are there in two themes and three widths, small, and all in its text', () => {
    const folder = join(DOCS, 'pictures/tour');
    const names = SCREENS.flatMap((screen) =>
      WIDTHS.flatMap((width) => SCHEMES.map((scheme) => `${screen}-${width}-${scheme}.png`)),
    );
    expect(readdirSync(folder).sort()).toEqual(names.toSorted());
    const sizes = names.map((name) => statSync(join(folder, name)).size);
    expect(Math.max(...sizes)).toBeLessThan(150_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
    const text = readFileSync(join(DOCS, 'console.md'), 'utf8');
    for (const name of names) expect(text).toContain(`pictures/tour/${name}`);
  });
});
