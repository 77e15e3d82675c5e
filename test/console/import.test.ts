import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';

// What somebody does who has a file of orders.

const DAY = 86_400_000;
const NAMES = 'Order ID;Created at;Customer email;Phone;First name;Zip;Total;Currency;Note';

let one: ConsoleRig;

beforeAll(async () => {
  one = await startConsole();
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

/** Twenty orders as a shop exports them: four too old, two of nobody, the others as they should be. */
function orders(): string {
  const rows = Array.from({ length: 20 }, (_, i) => {
    const at = new Date(Date.now() - (i < 4 ? 30 : 1) * DAY).toISOString().slice(0, 19).replace('T', ' ');
    const isNobody = i === 10 || i === 11;
    const person = isNobody ? ';;;' : `qzjxkw${i}@shop.example;+1 413 730 55${10 + i};Qzjxkw;90210`;
    return `A-${1000 + i};${at};${person};1.0${10 + i},50;EUR;hello qzjxkw`;
  });
  return [NAMES, ...rows].join('\r\n');
}

async function choose(page: Page, name: string, text: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: /^Choose a/ }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

const outcomes = (page: Page, of: RegExp): Promise<string[]> =>
  page.getByRole('table', { name: of }).getByRole('row').allTextContents();

async function send(page: Page, rows: string): Promise<void> {
  await page.getByRole('button', { name: 'Begin the dry run' }).click();
  await page.getByRole('button', { name: rows }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await page.getByText('All rows are sent').waitFor();
}

const FILE = orders();

it('a file of orders is mapped by its columns, tried, and sent', async () => {
  const page = await one.openAs('deployment_manager', '/import');
  await page.getByText('Drop a file here').waitFor();
  await one.look(page, 'import');
  await choose(page, 'orders.csv', FILE);
  await page.getByRole('table', { name: 'Columns' }).waitFor();
  const goesTo = (column: string): Promise<string> => page.getByLabel(`${column} goes to`).inputValue();
  expect(await Promise.all(NAMES.split(';').map(goesTo))).toEqual([
    ...['orderId', 'timestamp', 'email', 'phone', 'firstName', 'postalCode', 'value', 'currency', ''],
  ]);
  await page.getByText('2 rows: no e-mail address (row 12 the first)').waitFor();
  await page.getByRole('combobox', { name: 'Time zone' }).fill('UTC');
  await page.getByRole('option', { name: 'UTC', exact: true }).click();
  const first = page.getByRole('table', { name: 'Events' }).getByRole('row').nth(1);
  await first.getByText('Value: 1010.5').waitFor();
  await first.getByText('E-mail address: an address').waitFor();
  await page.getByRole('button', { name: 'Begin the dry run' }).click();
  await page.getByText('4 of 20 rows are older than 7 days and would be dropped as too_old').waitFor();
  expect((await outcomes(page, /would become/)).slice(1)).toEqual([
    expect.stringMatching(/^14would be sent.*amazonrows 6, 7, 8, 9, 10 …$/),
    expect.stringMatching(/^4would be dropped.*too_old.*amazonrows 2, 3, 4, 5 \(.*the limit is 7\s?d\)$/),
    expect.stringMatching(/^2would be dropped.*no_identity.*amazonrows 12, 13/),
  ]);
  await one.look(page, 'import-dry-run');
  // Of the file's values nothing personal is in the page.
  expect(await page.evaluate('document.documentElement.outerHTML')).not.toMatch(/qzjxkw|413 730|90210/i);
  expect(one.rig.sandbox.events()).toEqual([]);
  await page.getByRole('button', { name: 'Send 14 rows' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await page.getByText('14 rows wait for delivery or are delivered by now').waitFor();
  await one.look(page, 'import-sent');
  await one.rig.until('the conversions', () => one.rig.sandbox.events().length >= 14);
  const [item] = one.rig.sandbox.events().map(({ item }) => item);
  expect(item).toMatchObject({ currencyCode: 'EUR', value: expect.closeTo(1014.5, 5) });
  await reportTells(page, ['accepted,', 'dropped,too_old', 'dropped,no_identity']);
});

it('sent again, nothing is delivered twice', async () => {
  const page = await one.openAs('deployment_manager', '/import?pipeline=web');
  await choose(page, 'orders.csv', FILE);
  await send(page, 'Send 14 rows');
  await page.getByText('14 rows had been sent before, and are not sent again').waitFor();
  await reportTells(page, ['duplicate,duplicate', 'dropped,too_old', 'dropped,no_identity']);
  expect(one.rig.sandbox.events()).toHaveLength(14);
});

async function reportTells(page: Page, ends: readonly string[]): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the report' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect([download.suggestedFilename(), lines[0], lines.length]).toEqual([
    ...['import-report-web.csv', 'row,messageId,integration,fate,reason', 21],
  ]);
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 2)));
  for (const end of ends) expect(lines.filter((line) => line.endsWith(`,${end}`)).length).toBeGreaterThan(0);
  expect(lines.join()).not.toMatch(/qzjxkw|413 730|90210/);
}

it('rows that share an order id are one order with several products', async () => {
  const page = await one.openAs('deployment_manager', '/import');
  const at = new Date().toISOString();
  const rows = [
    `S-1,${at},qzjxkw@shop.example,USD,mug,2,10.10`,
    `S-2,${at},qzjxkw2@shop.example,USD,jar,1,5`,
    `S-1,${at},,USD,pot,1,20.10`,
  ];
  await choose(page, 'lines.csv', ['order id,created at,email,currency,sku,qty,price', ...rows].join('\n'));
  const grouped = page.getByLabel('Rows with the same order id are one order with several products');
  expect(await grouped.isChecked()).toBe(true);
  await page.getByText('2 rows are of 1 order').waitFor();
  const events = page.getByRole('table', { name: 'Events' }).getByRole('row');
  await events.nth(1).getByText('2, 4', { exact: true }).waitFor();
  await events.nth(1).getByText('Product id: aaa, Quantity: 1, Price of one: 20.1').waitFor();
  expect(await events.count()).toBe(3);
  await one.look(page, 'import-products');
  expect(await page.evaluate('document.documentElement.outerHTML')).not.toMatch(/qzjxkw|\bmug\b|\bpot\b/i);
  await grouped.uncheck();
  await page.getByText('1 row: an order id of an earlier row: only the first row of an order counts').waitFor();
  await grouped.check();
  await send(page, 'Send 3 rows');
  const arrived = (): object[] =>
    one.rig.sandbox
      .events()
      .map(({ item }) => item)
      .filter(({ value }) => value === 40.3);
  await one.rig.until('the order', () => arrived().length > 0);
  expect(arrived()).toMatchObject([{ name: 'order_completed', currencyCode: 'USD', value: 40.3, unitsSold: 3 }]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the report' }).click(),
  ]);
  const report = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n')
    .slice(1);
  const told = report.map((line) => line.split(','));
  expect(told.map(([row, , , fate]) => [row, fate])).toEqual(['2', '3', '4'].map((row) => [row, 'accepted']));
  expect(told[0]?.[1]).toBe(told[2]?.[1]);
});

it('sending waits as long as the gateway asks, is stopped, and goes on where it was', async () => {
  const page = await one.openAs('deployment_manager', '/import');
  const at = new Date().toISOString();
  const event = (i: number): string =>
    JSON.stringify({ event: 'Order Completed', messageId: `many-${i}`, timestamp: at, userId: `u-${i}` });
  const lines = Array.from({ length: 1_200 }, (_, i) => event(i));
  await choose(page, 'events.ndjson', ['not json', ...lines].join('\n'));
  await page.getByRole('button', { name: 'Begin the dry run' }).click();
  await page.getByRole('button', { name: 'Send 1,200 rows' }).waitFor();
  expect((await outcomes(page, /would become/)).slice(1)).toEqual([
    expect.stringMatching(/^1,200would be sent/),
    expect.stringMatching(/^1no event.*invalid_jsonrow 1 /),
  ]);
  const problem = { title: 'Not now', status: 503, code: 'queue_closed_to_intake', detail: 'the disk is full' };
  let asked = 0;
  await page.route('**/import', async (route) => {
    asked += 1;
    if (asked === 2 || asked === 3) {
      const headers = { 'retry-after': asked === 2 ? '1' : '600' };
      await route.fulfill({
        status: 503,
        headers,
        contentType: 'application/problem+json',
        body: JSON.stringify(problem),
      });
    } else await route.continue();
  });
  await page.getByRole('button', { name: 'Send 1,200 rows' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect.poll(() => asked, { timeout: 30_000 }).toBe(3);
  await page.getByText('The gateway takes nothing just now').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('501 of 1,201 rows: stopped').waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('1,200 rows wait for delivery').waitFor();
  expect(asked).toBe(5);
  // The two refusals that were made here.
  expect(one.faults.splice(0).filter((fault) => !fault.includes('503'))).toEqual([]);
});

it('a file that is none is told so, and who may not send does not come here', async () => {
  const page = await one.openAs('deployment_manager', '/import');
  await choose(page, 'orders.json', '[{"event": "Order Completed"}, {"eve');
  await page.getByRole('alert').getByText('begins as a JSON array and is not valid JSON to its end').waitFor();
  await choose(page, 'orders.xlsx', 'PK\u0003\u0004\0\0');
  await page.getByRole('alert').getByText('export the sheet as CSV').waitFor();
  const other = await one.openAs('integration_manager', '/import');
  await other.getByText('This takes the permission to deploy').waitFor();
  expect(await other.getByRole('link', { name: 'Import' }).count()).toBe(0);
});
