import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';

// The console without a mouse.

let one: ConsoleRig;

beforeAll(async () => {
  one = await startConsole();
  one.rig.sandbox.faults.set({ kind: 'items', dedupeIds: ['bad'], code: 'INVALID_VALUE', message: 'no such' });
  const products = [{ price: 20, quantity: 2, discount: 5 }];
  const sent = { properties: { order_id: 'A-1', currency: 'USD', products } };
  await one.rig.post('batch', { batch: [order('good', sent), order('bad', sent)] });
  await one.rig.until('both fates', async () => {
    const { entries } = await one.rig.gateway.storage.search({});
    return entries.length === 2 && entries.every(({ fate }) => fate !== 'waiting');
  });
  await one.rig.until('their sealed copies', async () => {
    const recent = (await (await one.rig.admin('/api/pipelines/web/recent-events')).json()) as { events: object[] };
    return recent.events.length === 2;
  });
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

/** Goes on by Tab until something has the keyboard; fails where it is not come to. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  await to.first().waitFor();
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await hasKeyboard(to)) return;
  }
  throw new Error(`the keyboard does not come to ${to}`);
}

const hasKeyboard = (one: Locator): Promise<boolean> =>
  one.first().evaluate((element) => element === element.ownerDocument.activeElement);

describe('a search', () => {
  it('leads to an event and back, from title to title', async () => {
    const page = await one.openAs('read_only', '/search?order=A-1');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    const found = page.getByRole('row').filter({ hasText: 'bad' }).getByRole('link', { name: 'Order Completed' });
    await found.waitFor();
    await page.keyboard.press('Tab');
    expect(await hasKeyboard(skip)).toBe(true);
    expect(await skip.boundingBox()).toMatchObject({ y: 0 });
    await page.keyboard.press('Enter');
    expect(await hasKeyboard(page.getByRole('main'))).toBe(true);
    await tabTo(page, found);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/events/web/bad');
    await page.getByRole('region', { name: 'amazon' }).getByText('rejected', { exact: true }).waitFor();
    await expect.poll(() => hasKeyboard(page.getByRole('heading', { level: 1 }))).toBe(true);
    await page.goBack();
    await found.waitFor();
    expect(new URL(page.url()).search).toBe('?order=A-1');
    await expect.poll(() => hasKeyboard(page.getByRole('heading', { level: 1, name: 'Search' }))).toBe(true);
    await page.context().close();
  });
});

describe('a dialog', () => {
  it.each([
    ['that asks first', '/', 'Pause'],
    ['that counts first', '/search?view=dead', 'Replay all that match'],
    ['with a form', '/pipelines', 'New pipeline'],
    ['that shows a list', '/pipelines/web/integrations', 'Attach an integration'],
  ])('%s keeps the keyboard in it, is closed by Escape, and gives it back', async (_, path, name) => {
    const page = await one.openAs('admin', path);
    const opener = page.getByRole('button', { name });
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const isWithin = "document.activeElement?.closest('[role=dialog]') !== null";
    await expect.poll(() => page.evaluate(isWithin)).toBe(true);
    for (let pressed = 0; pressed < 8; pressed += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(isWithin)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => hasKeyboard(opener)).toBe(true);
    await page.context().close();
  });
});

describe('the menu of one’s account', () => {
  it('opens by Enter, is walked by arrows, and closed by Escape', async () => {
    const page = await one.openAs('read_only', '/library');
    const opener = page.getByRole('button', { name: /A read_only/ });
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await expect.poll(() => page.evaluate("document.activeElement?.closest('[role=menu]') !== null")).toBe(true);
    for (const name of ['Your account', 'Sign out']) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => hasKeyboard(page.getByRole('menuitem', { name }))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor({ state: 'detached' });
    await expect.poll(() => hasKeyboard(opener)).toBe(true);
    await page.context().close();
  });
});

describe('the mapping editor', () => {
  it('completes the path of an input by the fields that recent events had', async () => {
    const page = await one.openAs('integration_manager', '/integrations/amazon/mapping');
    const region = page.getByRole('region', { name: 'Order Completed', exact: true });
    await tabTo(page, region.getByRole('button', { name: 'Override value' }));
    await page.keyboard.press('Enter');
    const kinds = region.getByRole('radiogroup', { name: 'Kind of input of value' }).getByRole('radio');
    await kinds.first().waitFor({ state: 'attached' });
    // Back from the button to what it has opened above it, whose chosen kind is the last that is come to.
    for (let pressed = 0; pressed < 20 && !(await hasKeyboard(kinds.and(page.locator(':checked')))); pressed += 1) {
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('ArrowLeft');
    const path = region.getByRole('combobox', { name: 'Path of value' }).or(region.getByLabel('Path of value'));
    await tabTo(page, path);
    await page.keyboard.type('discou');
    // The example beside it has none: it is from the latest events.
    await expect
      .poll(() => page.getByRole('option').filter({ visible: true }).allTextContents())
      .toEqual(['properties.products.0.discount']);
    await page.keyboard.press('Enter');
    expect(await path.first().inputValue()).toBe('properties.products.0.discount');
    await page.getByText('not saved', { exact: true }).waitFor();
    await page.context().close();
  });
});
