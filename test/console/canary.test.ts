import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { leaksIn } from '../support/canaries.ts';
import { call, NAME, PERSONAL, RAW } from '../support/canary-events.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';

// Nothing personal is in a page of the console, shown or not: events that hold nothing but canaries are in the gateway, and each page's
// elements are searched for them.

let one: ConsoleRig;

beforeAll(async () => {
  one = await startConsole();
  await one.rig.post('track', call('track', 'canary-sent', 'amazon-dsp-capi'));
  await one.rig.post(
    'track',
    call('track', 'canary-dropped', 'amazon-dsp-capi', { event: `Mail to ${NAME}@event.example` }),
  );
  await one.rig.until('the conversion', () => one.rig.sandbox.events().length > 0);
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const SCREENS: readonly (readonly [path: string, isThere: string])[] = [
  ['/', 'Destinations'],
  ['/search', 'canary-sent'],
  ['/search?fate=dropped', 'canary-dropped'],
  ['/pipelines', 'web'],
  ['/integrations', 'amazon'],
  ['/library', 'amazon-dsp-capi'],
  ['/import', 'Drop a file here'],
  ['/settings/audit', 'Audit log'],
  ['/settings/consent', 'An event without one'],
  ['/settings/alerts', 'What is watched'],
];

async function leaks(page: Page): Promise<readonly string[]> {
  const html = await page.evaluate<string>('document.documentElement.outerHTML');
  const where = new URL(page.url()).pathname;
  return leaksIn([{ where, bytes: Buffer.from(html) }], [...PERSONAL, ...RAW]).map(
    ({ what, around }) => `${what}: ${around}`,
  );
}

it('the screens hold nothing of what events know of a person', async () => {
  const page = await one.openAs('admin');
  for (const [path, isThere] of SCREENS) {
    await page.goto(path);
    await page.getByText(isThere).first().waitFor();
    expect([path, await leaks(page)]).toEqual([path, []]);
  }
});

it('nor does a file that is imported, with a row of names and without', async () => {
  const page = await one.openAs('admin', '/import');
  const row = `${NAME}@shop.example,+1 (413) 730-5510,${NAME},90730-5519,12.50,2026-11-20 10:00`;
  for (const text of [
    `Email,Phone,First name,Zip,Total,Time\n${row}`,
    `${row}\n${row}`,
    `Event,Currency,Order,City,Total,Name\n${row}`,
  ]) {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /^Choose a/ }).click(),
    ]);
    await chooser.setFiles({ name: `of ${NAME}@shop.example.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Begin the dry run' }).click();
    await page.getByRole('table', { name: 'What would become of the rows' }).waitFor();
    expect([text, await leaks(page)]).toEqual([text, []]);
    await page.goto('/import');
  }
});

it('nor does what the consent gate says of an event that is pasted', async () => {
  const page = await one.openAs('admin', '/settings/consent');
  const text = page.getByLabel('A TCF string, a GPP string, or JSON');
  await text.fill(JSON.stringify(call('track', 'canary-checked', 'amazon-dsp-capi')));
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByText('Read as an event').waitFor();
  await page.getByRole('list', { name: 'Verdicts' }).getByText('Decided by').waitFor();
  // What stands in the field is what somebody typed there.
  await text.fill('');
  expect(await leaks(page)).toEqual([]);
});

it('the search finds a canary that is there', async () => {
  const page = await one.openAs('admin', '/import');
  await page.evaluate(`document.body.dataset.planted = ${JSON.stringify(`${NAME}@planted.example`)}`);
  expect(await leaks(page)).toHaveLength(1);
});
