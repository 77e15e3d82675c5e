import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EntryPage } from '../../src/ledger/ledger.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';
import { guidePicture } from '../support/guide-pictures.ts';
import { PASSWORD } from '../support/people.ts';
import { watchFaults } from '../support/watched-page.ts';

// The first conversion, as docs/first-conversion.md tells it: each step there is one here, in its order, on a gateway that has nothing yet. With
// DSPATCH_GUIDE_PICTURES=docs/pictures it takes the guide's pictures anew.

let one: ConsoleRig;
let page: Page;
/** The shop, in a tab of its own. */
let shop: Page;
let orderId: string;

beforeAll(async () => {
  one = await startConsole({ empty: true });
});
afterAll(() => one.close());
afterEach(() => {
  // The shop's page loads analytics.js from ingest, and sends its events there: that is what it is for.
  const meant = `went to ${one.rig.gateway.ingestUrl}`;
  const others = one.faults.splice(0).filter((fault) => !fault.startsWith(meant));
  one.faults.push(...others);
  one.expectNoFaults();
});

const demoSandbox = (): Sandbox => one.rig.gateway.demo.sandbox as Sandbox;
const entriesOf = async (query: string): Promise<EntryPage['entries']> =>
  ((await (await one.rig.admin(`/api/events?${query}`)).json()) as EntryPage).entries;

describe('the first conversion', () => {
  it('begins with the link that the gateway prints, and leads to two ways', async () => {
    page = await one.open(one.rig.gateway.setUpLink);
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await guidePicture(page, 'set-up');
    await one.look(page, 'set-up');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Welcome, Ada Lovelace' }).waitFor();
    await guidePicture(page, 'welcome');
    await one.look(page, 'welcome');
  });

  it('the demo shop is closed as long as the demo does not run, and says where it is opened', async () => {
    const early = await one.open('about:blank');
    const answer = await early.goto('/shop');
    expect(answer?.status()).toBe(404);
    await early.getByRole('link', { name: 'Try it with the sandbox' }).waitFor();
    await early.context().close();
    expect(one.faults.splice(0)).toEqual([expect.stringContaining('404')]);
  });

  it('one click starts the demo, and the conversions that the sandbox accepts are counted up', async () => {
    await page.getByRole('link', { name: 'Try it with the sandbox' }).click();
    await page.getByRole('button', { name: 'Start the demo' }).click();
    await page.getByRole('heading', { name: 'The demo runs' }).waitFor();
    await page.getByText(/^[1-9][\d,]*$/).waitFor();
    await one.rig.until('a dozen conversions', () => demoSandbox().summary().accepted > 12);
    await page.getByText(/^([1-9]\d+|[\d,]{5,})$/).waitFor();
    await guidePicture(page, 'sandbox');
    await one.look(page, 'sandbox-running');
  });

  it('the demo shop opens beside it, with the real analytics.js', async () => {
    shop = await page.context().newPage();
    watchFaults(shop, one.url, one.faults);
    await shop.goto('/shop');
    await shop.locator('[data-message-id]').first().waitFor();
    await guidePicture(shop, 'shop');
    await one.look(shop, 'shop');
  });

  it('somebody buys there', async () => {
    await shop.getByRole('link', { name: 'Gooseneck kettle' }).click();
    await shop.getByRole('button', { name: 'Add to cart' }).click();
    await shop.getByRole('heading', { name: 'Your cart' }).waitFor();
    await shop.getByRole('link', { name: 'Kessel & Bohne' }).click();
    await shop.getByRole('link', { name: 'Hand coffee grinder' }).click();
    await shop.getByRole('button', { name: 'Add to cart' }).click();
    await one.look(shop, 'shop-cart');
    await shop.getByRole('link', { name: 'Check out' }).click();
    await shop.getByLabel('E-mail address').fill(' Grace@Example.com ');
    await guidePicture(shop, 'shop-checkout');
    await one.look(shop, 'shop-checkout');
    await shop.getByRole('button', { name: 'Place the order' }).click();
    await shop.getByRole('heading', { name: 'Thank you' }).waitFor();
    orderId = (await shop.locator('.order').textContent()) ?? '';
    await shop.locator('[data-message-id]').filter({ hasText: 'Order Completed' }).waitFor();
    await guidePicture(shop, 'shop-done');
    await one.look(shop, 'shop-done');
  });

  it('the order arrives at the sandbox as an accepted conversion, with the right hash, value and units', async () => {
    const line = shop.locator('[data-message-id]').filter({ hasText: 'Order Completed' });
    const messageId = (await line.getAttribute('data-message-id')) ?? '';
    expect(await line.getByRole('link', { name: 'its way' }).getAttribute('href')).toBe(
      `/events/demo-shop/${messageId}`,
    );
    const arrived = (): object | undefined =>
      demoSandbox()
        .events()
        .map(({ item }) => item)
        .find(({ clientDedupeId }) => clientDedupeId === messageId);
    await one.rig.until('the order', () => arrived() !== undefined);
    const email = createHash('sha256').update('grace@example.com').digest('hex');
    expect(arrived()).toMatchObject({
      ...{ name: 'order_completed', value: 148.95, currencyCode: 'USD', unitsSold: 2 },
      matchKeys: expect.arrayContaining([{ type: 'EMAIL', values: [email] }]),
    });
  });

  it('and is found by its order id', async () => {
    await one.rig.until('the delivery', async () => (await entriesOf(`order=${orderId}`))[0]?.fate === 'delivered');
    expect(await entriesOf(`order=${orderId}`)).toMatchObject([
      { pipeline: 'demo-shop', integration: 'sandbox', event: 'Order Completed', fate: 'delivered' },
    ]);
    const [found] = await Promise.all([
      page.context().waitForEvent('page'),
      shop
        .locator('[data-message-id]')
        .filter({ hasText: 'Order Completed' })
        .getByRole('link', { name: 'search' })
        .click(),
    ]);
    await found.getByRole('cell', { name: 'Order Completed' }).waitFor();
    await guidePicture(found, 'found', 'dark');
    await found.close();
  });
});

describe('the demo shop', () => {
  it('keeps back what its visitor does not agree to', async () => {
    await shop.getByLabel('I agree to advertising').uncheck();
    await shop.getByRole('link', { name: 'Look around again' }).click();
    // The latest is on top, of those that the visitor agreed to.
    const latest = shop.locator('[data-message-id]').filter({ hasText: 'Product Viewed' }).first();
    const agreedTo = await latest.getAttribute('data-message-id');
    await shop.getByRole('link', { name: 'Stoneware mugs' }).click();
    await expect.poll(() => latest.getAttribute('data-message-id'), { timeout: 20_000 }).not.toBe(agreedTo);
    const id = await latest.getAttribute('data-message-id');
    await one.rig.until('the drop', async () => (await entriesOf(`messageId=${id}`))[0]?.reason === 'consent_denied');
    await shop.getByLabel('I agree to advertising').check();
  });

  it('reaches ingest and nothing else: not the admin API, although it is of its origin', async () => {
    const reached = await shop.evaluate("fetch('/api/status').then(() => 'reached', () => 'refused')");
    expect(reached).toBe('refused');
    expect(one.faults.splice(0)).toEqual(expect.arrayContaining([expect.stringContaining('connect-src')]));
    await shop.close();
  });
});

describe('connecting Amazon', () => {
  it('begins with the sandbox in Amazon’s place, where the demo runs', async () => {
    await page.getByRole('link', { name: 'Walk through connecting Amazon' }).click();
    await page.getByRole('heading', { name: 'Who asks, and where' }).waitFor();
    await one.look(page, 'connect-begin');
    await page.getByLabel('Sandbox').check();
    await guidePicture(page, 'connect-begin');
    await page.getByRole('button', { name: 'Go on to the consent' }).click();
    await page.getByRole('heading', { name: 'Consent at Amazon' }).waitFor();
  });

  it('explains what is pasted and is no answer of Amazon’s page', async () => {
    await page.getByRole('button', { name: 'Come back another way' }).click();
    await page
      .getByLabel('The whole address that the browser ended up at')
      .fill('https://shop.example/?code=abc&state=other');
    await page.getByRole('button', { name: 'Take this address' }).click();
    await page.getByRole('alert').first().waitFor();
    await one.look(page, 'connect-consent-otherwise');
    await page.reload();
    await page.getByRole('heading', { name: 'Consent at Amazon' }).waitFor();
  });

  it('asks for the consent on the authorize page, and goes on by itself when it is given', async () => {
    await guidePicture(page, 'connect-consent');
    await one.look(page, 'connect-consent');
    const [consent] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Open Amazon’s page' }).click(),
    ]);
    await consent.getByRole('button', { name: 'Allow' }).click();
    await consent.getByRole('heading', { name: 'Amazon’s consent has come' }).waitFor();
    await consent.close();
    await page.getByRole('heading', { name: 'The consent is given' }).waitFor();
    await page.getByRole('button', { name: 'Go on to the advertiser' }).click();
  });

  it('chooses profile and advertiser by name', async () => {
    await page.getByLabel('Acme Outdoor (DSP, US) (US)').waitFor();
    await page.getByLabel('Acme Outdoor US').check();
    await guidePicture(page, 'connect-advertiser');
    await one.look(page, 'connect-advertiser');
    await page.getByRole('button', { name: 'Use this advertiser' }).click();
  });

  it('chooses definitions by name, and makes those that are missing', async () => {
    await page.getByLabel('Order Completed counts as').waitFor();
    await page.getByLabel('Page counts as').selectOption('new');
    await page.getByLabel('Label new ones as tests').check();
    await page.getByLabel('Products Searched counts as').selectOption('none');
    await guidePicture(page, 'connect-definitions');
    await one.look(page, 'connect-definitions');
    await page.getByRole('button', { name: /^Make \d+ and use these$/ }).click();
    await page.getByRole('heading', { name: 'The check' }).waitFor();
    expect(
      demoSandbox()
        .definitions.list('1234567890')
        .map(({ name }) => name),
    ).toContain('TEST dspatch - Page');
  });

  it('checks the whole, also after the page was loaded again', async () => {
    await page.getByRole('list', { name: 'Findings' }).getByText('Amazon takes the token').waitFor();
    await page.reload();
    await page.getByRole('list', { name: 'Findings' }).getByText('Amazon takes the token').waitFor();
    await guidePicture(page, 'connect-check', 'dark');
    await one.look(page, 'connect-check');
  });

  it('makes the integration and the pipeline, deploys, and tells of the first conversion', async () => {
    await page.getByLabel('Name of the integration').fill('amazon-try');
    await page.getByLabel('Name of the new pipeline').fill('web');
    await page.getByRole('button', { name: 'Make and deploy' }).click();
    await page.getByRole('heading', { name: 'It is connected, and runs' }).waitFor();
    await page.getByText('Waiting for the first event').waitFor();
    const { writeKeys } = (await (await one.rig.admin('/api/pipelines/web')).json()) as {
      writeKeys: { key: string }[];
    };
    const authorization = `Basic ${Buffer.from(`${writeKeys[0]?.key}:`).toString('base64')}`;
    const answer = await one.rig.post('track', order('first-of-web'), { authorization });
    expect(answer.status).toBe(200);
    await page.getByText('delivered').waitFor();
    await guidePicture(page, 'connect-done');
    await one.look(page, 'connect-done');
    const sent = demoSandbox()
      .events()
      .find(({ item }) => item.clientDedupeId === 'first-of-web');
    expect(sent?.item).toMatchObject({ name: 'order_completed', value: 39.98, unitsSold: 2 });
  });

  it('is not there for those who may not edit', async () => {
    const other = await one.openAs('read_only', '/welcome/connect');
    await other.getByText('This takes the permission to edit').waitFor();
    await other.goto('/welcome/sandbox');
    await other.getByRole('heading', { name: 'The demo runs' }).waitFor();
    expect(await other.getByRole('button', { name: 'Stop the demo' }).count()).toBe(0);
    await other.context().close();
  });
});

describe('the demo', () => {
  it('is stopped by the same page', async () => {
    await page.goto('/welcome/sandbox');
    await page.getByRole('button', { name: 'Stop the demo' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the demo' }).click();
    await page.getByRole('button', { name: 'Start the demo' }).waitFor();
    expect(one.rig.gateway.demo.state().running).toBe(false);
  });
});
