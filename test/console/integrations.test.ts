import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';

// An integration, from the kit that it begins from to the revision that is saved: what it is connected with, and what each event is sent as.

let one: ConsoleRig;
let editor: Page;

beforeAll(async () => {
  one = await startConsole();
  for (const [i, currency] of ['usd', 'eur', 'usd'].entries()) {
    const more = { properties: { order_id: `A-${i}`, currency, products: [{ price: 20, quantity: 2 }] } };
    expect((await one.rig.post('track', order(`order-${i}`, more))).status).toBe(200);
  }
  editor = await one.openAs('integration_manager', '/integrations');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const section = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });
const row = (page: Page, title: string, key: string) =>
  section(page, title)
    .getByRole('row')
    .filter({ has: page.getByText(key, { exact: true }) });
const preview = (page: Page) => page.getByRole('region', { name: 'Preview' });
const tab = (page: Page, title: string) =>
  page.getByRole('navigation', { name: /^Parts of/ }).getByRole('link', { name: title });

/** What an output key comes to in the preview. */
const comesTo = (page: Page, key: string, value: string) =>
  preview(page).locator('dl > div').filter({ hasText: key }).getByText(value, { exact: true });

describe('the library', () => {
  it('says what each kit is for, and begins an integration', async () => {
    const page = await one.openAs('integration_manager', '/library');
    const kit = page.getByRole('region', { name: 'Amazon DSP CAPI' });
    await kit.getByRole('button', { name: 'Connection parameters' }).click();
    await kit.getByText('ADVERTISER_ID').waitFor();
    await one.look(page, 'library');
    await kit.getByRole('button', { name: 'Add an integration of' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add an integration' });
    await dialog.getByLabel('Name').fill('not a name!');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText(/^A name is 1 to 64/).waitFor();
    await dialog.getByLabel('Name').fill('second');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL('**/integrations/second/connection');
    await page.getByText('The draft cannot be deployed yet').waitFor();
    await one.look(page, 'connection');
    await page.context().close();
  });
});

describe('the connection', () => {
  it('says at the field what is wrong, and keeps what is typed from tab to tab', async () => {
    await editor.reload();
    await editor.getByRole('link', { name: 'second' }).click();
    await editor.waitForURL('**/integrations/second/mapping**');
    await tab(editor, 'Connection').click();
    await editor.getByRole('textbox', { name: 'ADVERTISER_ID' }).fill('ENTITY123');
    await editor.getByText('Must be the advertiser’s number').waitFor();
    await editor.getByRole('textbox', { name: 'ADVERTISER_ID' }).fill('1234567890');
    await editor.getByText('Must be the advertiser’s number').waitFor({ state: 'detached' });
    await tab(editor, 'Mapping').click();
    await section(editor, 'Global').waitFor();
    await tab(editor, 'Connection').click();
    expect(await editor.getByRole('textbox', { name: 'ADVERTISER_ID' }).inputValue()).toBe('1234567890');
  });

  it('writes a secret, which nobody reads again', async () => {
    await editor.getByRole('button', { name: 'Write CLIENT_SECRET' }).click();
    await editor.getByLabel('New CLIENT_SECRET').fill('canary-secret-of-the-console');
    await editor.getByRole('button', { name: 'Write', exact: true }).click();
    await editor.getByRole('button', { name: 'Replace CLIENT_SECRET' }).waitFor();
    expect(await editor.content()).not.toContain('canary-secret-of-the-console');
    await editor.getByRole('button', { name: 'Save the draft' }).click();
    await editor.getByText('not saved', { exact: true }).waitFor({ state: 'detached' });
    expect(await editor.getByRole('alert').filter({ hasText: 'meanwhile' }).count()).toBe(0);
  });

  it('asks before what was typed is lost', async () => {
    await editor.getByRole('textbox', { name: 'CLIENT_ID' }).fill('amzn1.application-oa2-client.x');
    await editor.getByRole('link', { name: 'Pipelines', exact: true }).click();
    const asked = editor.getByRole('dialog', { name: 'Leave without saving?' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'detached' });
    expect(await editor.getByRole('textbox', { name: 'CLIENT_ID' }).inputValue()).toContain('amzn1');
    await editor.getByRole('link', { name: 'Pipelines', exact: true }).click();
    await editor.getByRole('button', { name: 'Leave and lose the changes' }).click();
    await editor.getByRole('heading', { name: 'Pipelines', level: 1 }).waitFor();
  });
});

describe('the mapping', () => {
  it('shows what an event comes to while it is changed', async () => {
    await editor.goto('/integrations/amazon');
    await comesTo(editor, 'unitsSold', '3').waitFor();
    await preview(editor).getByText('Recent', { exact: true }).click();
    await editor.getByLabel('A recent event').selectOption('order-1');
    await comesTo(editor, 'currencyCode', 'EUR').waitFor();
    await row(editor, 'Order Completed', 'value').getByText('comes to 40').waitFor();

    await editor.getByRole('button', { name: 'Override value' }).click();
    const expression = editor.getByRole('textbox', { name: 'Expression of value' });
    await expression.click();
    await editor.keyboard.press('ControlOrMeta+a');
    await editor.keyboard.type('orderValue(properties) * 2.0');
    await comesTo(editor, 'value', '80').waitFor();
    await row(editor, 'Order Completed', 'value').getByText('laid over the kit’s').waitFor();
    await row(editor, 'Order Completed', 'value').getByText('orderValue(properties)', { exact: true }).waitFor();
    await one.look(editor, 'mapping');
  });

  it('completes the fields that events have had, and functions', async () => {
    const expression = editor.getByRole('textbox', { name: 'Expression of value' });
    await expression.click();
    await editor.keyboard.press('ControlOrMeta+a');
    await editor.keyboard.type('properties.curr');
    await editor.getByRole('option', { name: 'currency', exact: true }).waitFor();
    await editor.keyboard.press('ControlOrMeta+a');
    await editor.keyboard.type('orderVal');
    await editor.getByRole('option', { name: /^orderValue/ }).waitFor();
    await editor.keyboard.press('Escape');
  });

  it('says at the cell what is wrong', async () => {
    const expression = editor.getByRole('textbox', { name: 'Expression of value' });
    await expression.click();
    await editor.keyboard.press('ControlOrMeta+a');
    await editor.keyboard.type('orderValu(properties)');
    await row(editor, 'Order Completed', 'value')
      .getByText(/orderValu/)
      .nth(1)
      .waitFor();
    await section(editor, 'Order Completed').getByText('1 problem').waitFor();
    await preview(editor).getByText('Nothing can be mapped until this is mended').waitFor();
    await one.look(editor, 'mapping-wrong');
    await expression.click();
    await editor.keyboard.press('ControlOrMeta+a');
    await editor.keyboard.type('orderValue(properties) * 2.0');
    await comesTo(editor, 'value', '80').waitFor();
  });

  it('drops what a filter keeps back, and says so', async () => {
    await editor.getByRole('button', { name: 'Do not send when ... (Order Completed)' }).click();
    const condition = editor.getByRole('textbox', { name: /^Not sent when, of Order Completed/ });
    await condition.click();
    await editor.keyboard.type('properties.currency == "eur"');
    await preview(editor).getByText('dropped', { exact: true }).waitFor();
    await preview(editor).getByText('filtered', { exact: true }).waitFor();
    await editor.getByRole('button', { name: /^Remove condition 1/ }).click();
    await comesTo(editor, 'value', '80').waitFor();
  });

  it('maps an event that the kit does not know, by output keys that are added', async () => {
    await editor.getByLabel('Another event').fill('Trial Started');
    await editor.getByRole('button', { name: 'Add a section' }).click();
    await section(editor, 'Trial Started')
      .getByLabel('Add an output key to Trial Started')
      .selectOption('conversionDefinitionId');
    await editor
      .getByRole('radiogroup', { name: 'Kind of input of conversionDefinitionId' })
      .getByText('Enrichment')
      .click();
    await editor.getByLabel('Value of conversionDefinitionId').fill('105');
    await preview(editor).getByText('Sample', { exact: true }).click();
    await editor.getByLabel('A made-up event').selectOption('Trial Started');
    await comesTo(editor, 'conversionDefinitionId', '105').waitFor();
  });
});

describe('what would change', () => {
  it('tells what the draft makes of the latest events, with what was and what would be', async () => {
    await editor.getByRole('button', { name: 'Save the draft' }).click();
    await editor.getByText('not saved', { exact: true }).waitFor({ state: 'detached' });
    await tab(editor, 'What would change').click();
    await editor.getByRole('group', { name: 'Change', exact: true }).getByText('3', { exact: true }).waitFor();
    await editor.getByRole('deletion').getByText('40').first().waitFor();
    await editor.getByRole('insertion').getByText('80').first().waitFor();
    await one.look(editor, 'changes');
  });
});

describe('revisions', () => {
  it('are saved with a note, and compared', async () => {
    await editor.getByRole('button', { name: 'Save a revision' }).click();
    const dialog = editor.getByRole('dialog', { name: 'Save a revision' });
    await dialog.getByLabel('Note').fill('Twice the value, for a trial');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await editor.waitForURL('**/integrations/amazon/revisions');
    const list = editor.getByRole('table', { name: 'Revisions' });
    await list.getByText('Twice the value, for a trial').waitFor();
    await list.getByText('A integration_manager').waitFor();
    await section(editor, 'Compare').getByText('orderValue(properties) * 2.0').waitFor();
    await one.look(editor, 'revisions');
  });
});

describe('two who edit at once', () => {
  it('are told, and lose nothing', async () => {
    const admin = await one.openAs('admin', '/integrations/amazon/connection');
    await admin.getByRole('textbox', { name: 'LINGER_MS' }).fill('40');
    await tab(editor, 'Connection').click();
    await editor.getByRole('textbox', { name: 'RATE_LIMIT' }).fill('900');
    await editor.getByRole('button', { name: 'Save the draft' }).click();
    await editor.getByText('not saved', { exact: true }).waitFor({ state: 'detached' });
    await admin.getByRole('button', { name: 'Save the draft' }).click();
    const conflict = admin
      .getByRole('alert')
      .filter({ hasText: 'A integration_manager has saved this draft meanwhile' });
    await conflict.getByRole('button', { name: 'Compare' }).click();
    await conflict.getByText('parameters › RATE_LIMIT').waitFor();
    await one.look(admin, 'conflict');
    await conflict.getByRole('button', { name: 'Reload theirs' }).click();
    await admin.getByText('not saved', { exact: true }).waitFor({ state: 'detached' });
    expect(await admin.getByRole('textbox', { name: 'RATE_LIMIT' }).inputValue()).toBe('900');
    await admin.context().close();
  });
});

describe('people who may only look', () => {
  it('see all of it, and change nothing', async () => {
    const page = await one.openAs('read_only', '/integrations');
    await page.getByRole('table', { name: 'Integrations' }).getByText('web (revision 1)').waitFor();
    await one.look(page, 'integrations');
    expect(await page.getByRole('button', { name: 'Add an integration' }).count()).toBe(0);
    await page.getByRole('link', { name: 'amazon' }).click();
    await comesTo(page, 'value', '128').waitFor();
    await page.getByText('You may look at everything here').waitFor();
    expect(await page.getByRole('button', { name: /^(Override|Edit|Save|Add|Take|Restore)/ }).count()).toBe(0);
    await tab(page, 'Connection').click();
    await page
      .getByText('missing')
      .or(page.getByText('set', { exact: true }))
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /^(Write|Replace)/ }).count()).toBe(0);
    expect(await page.getByRole('textbox', { name: 'ADVERTISER_ID' }).isEditable()).toBe(false);
    await page.context().close();
  });
});
