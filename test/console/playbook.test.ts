import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';

// What the mapping editor has besides the tables of output keys: the playbook as JSON, lookup tables, and what one event goes without.

let one: ConsoleRig;
let editor: Page;

beforeAll(async () => {
  one = await startConsole();
  editor = await one.openAs('integration_manager', '/integrations/amazon/mapping');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const section = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });
const row = (page: Page, title: string, key: string) =>
  section(page, title)
    .getByRole('row')
    .filter({ has: page.getByText(key, { exact: true }) });
const json = (page: Page) => page.getByRole('textbox', { name: 'Playbook as JSON' });
const problems = (page: Page) => page.getByRole('alert', { name: 'Problems' });
const comesTo = (page: Page, key: string, value: string) =>
  page
    .getByRole('region', { name: 'Preview' })
    .locator('dl > div')
    .filter({ hasText: key })
    .getByText(value, { exact: true });
const show = (page: Page, view: 'Tables' | 'Advanced (JSON)') =>
  page.getByRole('radiogroup', { name: 'How the playbook is shown' }).getByText(view).click();

/** Puts another text in the place of what stands in the editor. */
async function write(playbook: object | string): Promise<void> {
  await json(editor).click();
  await editor.keyboard.press('ControlOrMeta+a');
  await editor.keyboard.insertText(typeof playbook === 'string' ? playbook : JSON.stringify(playbook, null, 2));
}

/** What the saved draft lays over the kit's playbook. */
async function saved(): Promise<unknown> {
  const answer = await one.rig.admin('/api/integrations/amazon');
  return ((await answer.json()) as { draft: { playbook: unknown } }).draft.playbook;
}

describe('the playbook as JSON', () => {
  it('is what the tables show, and they show what is typed in it', async () => {
    await show(editor, 'Advanced (JSON)');
    await editor.waitForURL('**/mapping?as=json');
    await json(editor).getByText('"104"').waitFor();
    await write({ events: { 'Order Completed': { conversionDefinitionId: { enrichment: '104' }, unitsSold: null } } });
    await comesTo(editor, 'unitsSold', '3').waitFor({ state: 'detached' });
    await one.look(editor, 'json');
    await show(editor, 'Tables');
    await row(editor, 'Order Completed', 'unitsSold').getByText('taken away').waitFor();
    await editor.getByText('not saved', { exact: true }).waitFor();
  });

  it('says at its line what the gateway finds wrong, and what it cannot read is not saved', async () => {
    await show(editor, 'Advanced (JSON)');
    await write(
      '{\n  "events": {\n    "Order Completed": {\n      "value": { "expression": "orderValu(properties)" }\n    }\n  }\n}',
    );
    await problems(editor).getByText('Line 4').waitFor();
    await problems(editor)
      .getByText(/orderValu/)
      .waitFor();
    await one.look(editor, 'json-wrong');
    await write('{\n  "global": {},\n  "event": {}\n}');
    await problems(editor).getByText(/event/).waitFor();
    await editor.getByText('not taken yet').waitFor();
    expect(await editor.getByRole('button', { name: 'Save the draft' }).isDisabled()).toBe(true);
    await write('{\n  "events": {\n  "a" }\n}');
    await problems(editor).getByText('Line 3').waitFor();
  });

  it('is not lost unasked', async () => {
    await show(editor, 'Tables');
    const asked = editor.getByRole('dialog', { name: 'Go on without what you typed?' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'detached' });
    await json(editor).getByText('"a"').waitFor();
    await show(editor, 'Tables');
    await asked.getByRole('button', { name: 'Go on, and lose it' }).click();
    await section(editor, 'Global').waitFor();
    await editor.getByText('not taken yet').waitFor({ state: 'detached' });
  });
});

describe('lookup tables', () => {
  it('are typed and pasted from a spreadsheet, and looked up in by expressions', async () => {
    await show(editor, 'Advanced (JSON)');
    const name = { expression: 'lookup("names", eventName, "Other")' };
    await write({ events: { 'Order Completed': { conversionDefinitionId: { enrichment: '104' }, name } } });
    await editor.getByText('not taken yet').waitFor({ state: 'detached' });
    await show(editor, 'Tables');
    await section(editor, 'Lookup tables').getByRole('button', { name: 'Lookup tables' }).click();
    await editor.getByLabel('Another table').fill('names');
    await editor.getByRole('button', { name: 'Add a table' }).click();
    await editor.getByRole('button', { name: 'Add a row to names' }).click();
    await editor.getByLabel('Key 1 of names').fill('Order Completed');
    await editor.getByLabel('Value 1 of names').fill('Sale');
    await comesTo(editor, 'name', 'Sale').waitFor();

    await editor.getByRole('button', { name: 'Paste rows into names' }).click();
    const dialog = editor.getByRole('dialog', { name: 'Rows for names' });
    await dialog.getByLabel('Rows', { exact: true }).fill('Page; Visit');
    await dialog.getByText(/Line 1 has one cell/).waitFor();
    await dialog.getByLabel('Rows', { exact: true }).fill('Page\tVisit\nOrder Completed\tTwice\n');
    await dialog.getByRole('button', { name: 'Take them' }).click();
    await editor.getByText('The key “Order Completed” stands above already').waitFor();
    await editor.getByText('not taken yet').waitFor();
    await one.look(editor, 'lookup-tables');
    await editor.getByRole('button', { name: 'Remove row 3 of names' }).click();
    await editor.getByText('not taken yet').waitFor({ state: 'detached' });
    await editor.getByRole('button', { name: 'Save the draft' }).click();
    await editor.getByText('not saved', { exact: true }).waitFor({ state: 'detached' });
    expect(await saved()).toMatchObject({ tables: { names: { 'Order Completed': 'Sale', Page: 'Visit' } } });
  });
});

describe('a key of Global', () => {
  it('is left out for one event, and sent again', async () => {
    await comesTo(editor, 'clientDedupeId', 'sample-1').waitFor();
    await section(editor, 'Order Completed')
      .getByRole('button', { name: /more keys come from Global/ })
      .click();
    await editor.getByRole('button', { name: 'Not for this event: clientDedupeId of Order Completed' }).click();
    const left = row(editor, 'Order Completed', 'clientDedupeId');
    await left.getByText('not sent for this event').waitFor();
    await comesTo(editor, 'clientDedupeId', 'sample-1').waitFor({ state: 'detached' });
    await one.look(editor, 'global-key');
    await editor.getByRole('button', { name: 'Save the draft' }).click();
    await editor.getByText('not saved', { exact: true }).waitFor({ state: 'detached' });
    expect(await saved()).toMatchObject({ events: { 'Order Completed': { clientDedupeId: null } } });
    await left.getByRole('button', { name: 'Send it again clientDedupeId' }).click();
    await comesTo(editor, 'clientDedupeId', 'sample-1').waitFor();
    await left.waitFor({ state: 'detached' });
  });
});
