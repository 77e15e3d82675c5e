import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';

// What is around every screen, and the simple ones.

let one: ConsoleRig;

beforeAll(async () => {
  one = await startConsole();
  await one.rig.post('track', order('m-1'));
  await one.rig.post('track', { ...order('m-2'), context: {} });
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

describe('the screens', () => {
  it.each([
    ['overview', '/', 'Destinations'],
    ['search', '/search', 'no_identity'],
    ['pipelines', '/pipelines', 'web'],
    ['integrations', '/integrations', 'amazon-dsp-capi'],
    ['library', '/library', 'amazon-dsp-events'],
    ['not-found', '/no-such-page', 'No page has this address'],
  ])('%s', async (name, path, text) => {
    const page = await one.openAs('read_only', path);
    await page.getByText(text).filter({ visible: true }).first().waitFor();
    await one.look(page, name);
    await page.context().close();
  });

  it('a search stands in its address', async () => {
    const page = await one.openAs('read_only', '/search?fate=dropped');
    await page.getByText('m-2').waitFor();
    expect(await page.getByText('m-1').count()).toBe(0);
    await page.getByLabel('Message id').fill('m-1');
    await page.getByLabel('Fate').selectOption('any');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('cell', { name: 'm-1' }).waitFor();
    expect(page.url()).toBe(`${one.url}/search?messageId=m-1`);
    await page.goBack();
    await page.getByText('m-2').waitFor();
    expect(await page.getByLabel('Fate').inputValue()).toBe('dropped');
  });
});

describe('roles', () => {
  it('hide what is not for them, and their addresses say so', async () => {
    const page = await one.openAs('integration_manager', '/settings');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    const places = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    expect(await places.allTextContents()).toEqual(['Your account', 'Consent', 'Alerts', 'Data', 'About']);
    await page.goto('/settings/people');
    await page.getByText('This takes the permission to administer').waitFor();
    await one.look(page, 'forbidden');
    // Whoever asks all the same is refused by the gateway.
    expect(await page.evaluate("fetch('/api/people').then(({ status }) => status)")).toBe(403);
  });
});

describe('the keyboard', () => {
  it('passes the navigation by the first link, and stands at the title of the next screen', async () => {
    const page = await one.openAs('read_only');
    await page.getByText('Destinations').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement?.id')).toBe('main');
    await page.getByRole('link', { name: 'Library' }).press('Enter');
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toBe('Library');
    expect(await page.title()).toBe('Library · dspatch');
  });
});

describe('light and dark', () => {
  it('are chosen, and stay', async () => {
    const page = await one.openAs('read_only');
    const scheme = (): Promise<string | null> => page.locator('html').getAttribute('data-mantine-color-scheme');
    await page.getByRole('button', { name: /A read_only/ }).click();
    await page.getByText('Dark', { exact: true }).click();
    expect(await scheme()).toBe('dark');
    await page.reload();
    await page.getByText('Destinations').waitFor();
    expect(await scheme()).toBe('dark');
  });
});

describe('when the gateway goes away', () => {
  it('the console says so, and goes on when it is back', async () => {
    const page = await one.openAs('read_only', '/library');
    await page.getByText('amazon-dsp-events').waitFor();
    await page.route('**/api/pipelines', (route) => route.fulfill({ status: 502, body: 'Bad gateway' }), { times: 3 });
    await page.getByRole('link', { name: 'Pipelines' }).click();
    await page.getByRole('alert').getByText('something between this browser and the gateway').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('cell', { name: 'web' }).waitFor();
    // The faults that were made here.
    expect(one.faults.splice(0)).toEqual(expect.arrayContaining([expect.stringContaining('502')]));
  });
});
