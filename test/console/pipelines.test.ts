import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PipelineView } from '../../src/admin/api/pipelines.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';

// A pipeline from its first day on: made, connected, deployed, its key rotated, rolled back, deleted; and what each role may do of that.

let one: ConsoleRig;
let admin: Page;

beforeAll(async () => {
  one = await startConsole();
  admin = await one.openAs('admin', '/pipelines');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const tab = (title: string) => admin.getByRole('navigation', { name: 'Pipeline' }).getByRole('link', { name: title });
/** A pipeline as the gateway has it. */
const pipeline = async (name: string): Promise<PipelineView> =>
  (await (await one.rig.admin(`/api/pipelines/${name}`)).json()) as PipelineView;
/** What an event with this write key is answered with. */
const posted = async (messageId: string, key: string): Promise<number> => {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  return (await one.rig.post('track', order(messageId), { authorization })).status;
};
/** The write keys as the page shows them. */
const keys = async (): Promise<readonly string[]> => {
  const cells = await admin.getByRole('table', { name: 'Write keys' }).getByRole('button', { name: 'Copy' }).all();
  const names = await Promise.all(cells.map((cell) => cell.getAttribute('aria-label')));
  return names.map((name) => name?.split(' ').at(-1) ?? '');
};
/** Deploys the draft, which is being reviewed. */
async function deploy(note: string, number: number): Promise<void> {
  await admin.getByRole('heading', { name: 'What changes' }).waitFor();
  for (const box of await admin.getByRole('checkbox').all()) await box.check();
  await admin.getByLabel('Note').fill(note);
  await button(admin, 'Deploy').click();
  await admin.getByText(`Deployment ${number} runs now`).waitFor();
}

describe('a new pipeline', () => {
  it('is made with a write key, and leads to ready snippets', async () => {
    await row(admin, 'web').waitFor();
    await button(admin, 'New pipeline').click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Name').fill('web');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await dialog.getByText('there is a pipeline "web" already').waitFor();
    await dialog.getByLabel('Name').fill('outlet');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await admin.waitForURL('**/pipelines/outlet/connect');
    await admin.getByText('Waiting for the first event').waitFor();
    const [key] = await keys();
    const code = admin.getByRole('tabpanel').locator('pre');
    await admin.getByRole('tab', { name: 'Website' }).waitFor();
    expect(await code.textContent()).toContain(`a._writeKey = '${key}'`);
    await one.look(admin, 'pipeline-connect');
    await admin.getByRole('tab', { name: 'curl' }).click();
    await admin.waitForURL('**/pipelines/outlet/connect?way=curl');
    expect(await code.textContent()).toContain(`${one.rig.gateway.ingestUrl}/v1/track`);
  });

  it('gets an integration at its newest revision, and a variable', async () => {
    await tab('Integrations').click();
    await admin.getByText('Nothing is attached').waitFor();
    await button(admin, 'Attach an integration').click();
    const dialog = admin.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('Revision').inputValue()).toBe('1');
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
    await row(admin, 'amazon').getByText('not yet').waitFor();
    await one.look(admin, 'pipeline-integrations');
    await tab('Variables').click();
    await button(admin, 'Add a variable').click();
    await admin.getByLabel('Name of variable 1').fill('1 SHOP');
    await button(admin, 'Save in the draft').click();
    await admin.locator('[aria-invalid=true]').first().waitFor();
    await admin.getByLabel('Name of variable 1').fill('SHOP');
    await admin.getByLabel('Value of SHOP').fill('outlet');
    await one.look(admin, 'pipeline-variables');
    await button(admin, 'Save in the draft').click();
    await admin.getByText('The draft is saved').waitFor();
  });

  it('keeps what is typed where somebody else saves meanwhile, and says what to do', async () => {
    const { version, draft } = await pipeline('outlet');
    await admin.getByLabel('Value of SHOP').fill('mine');
    const theirs = { ...draft, variables: { SHOP: 'theirs' } };
    const headers = { 'content-type': 'application/json', 'if-match': `"${version}"` };
    await one.rig.admin('/api/pipelines/outlet', { method: 'PUT', headers, body: JSON.stringify(theirs) });
    await button(admin, 'Save in the draft').click();
    await admin.getByText('The draft was saved meanwhile').waitFor();
    await one.look(admin, 'pipeline-conflict');
    await button(admin, 'Save mine in their place').click();
    await admin.getByText('The draft was saved meanwhile').waitFor({ state: 'detached' });
    // The alert goes as the saving begins.
    await expect.poll(async () => (await pipeline('outlet')).draft.variables).toEqual({ SHOP: 'mine' });
  });

  it('is deployed after a look at what changes, each warning confirmed', async () => {
    await admin.getByRole('link', { name: 'Review and deploy' }).click();
    await admin.getByText('at revision 1').waitFor();
    await admin.getByRole('insertion').getByText('mine').waitFor();
    await one.look(admin, 'pipeline-plan');
    await button(admin, 'Deploy').hover();
    await admin.getByText('Confirm each warning first').waitFor();
    await deploy('the outlet opens', 1);
  });

  it('turns green when its first event arrives, and leads to it', async () => {
    await admin.getByRole('link', { name: 'See events arrive' }).click();
    await admin.getByText('Waiting for the first event').waitFor();
    const [key = ''] = await keys();
    expect(await posted('first-1', key)).toBe(200);
    await admin.getByRole('status').getByText('Events arrive').waitFor();
    await one.look(admin, 'pipeline-arrived');
    await admin.getByRole('link', { name: 'Look at it' }).click();
    await admin.getByRole('cell', { name: 'first-1' }).waitFor();
    await admin.goBack();
  });
});

describe('write keys', () => {
  it('are rotated with overlap: both are taken, until the old one is ended', async () => {
    const [old = ''] = await keys();
    await button(admin, 'Rotate').click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('The old ones go on').selectOption('for 30 days');
    await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
    const fresh = (await dialog.locator('pre').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Done' }).click();
    await row(admin, old).getByText('ends in').waitFor();
    expect(await keys()).toEqual([old, fresh]);
    expect([await posted('r-1', old), await posted('r-2', fresh)]).toEqual([200, 200]);
    await button(admin, `End now: ${old}`).click();
    await dialog.getByText('refused at once').waitFor();
    await dialog.getByRole('button', { name: 'End it now' }).click();
    await row(admin, old).waitFor({ state: 'detached' });
    expect([await posted('r-3', old), await posted('r-4', fresh)]).toEqual([401, 200]);
  });

  it('of which the last is not to be ended', async () => {
    const [last = ''] = await keys();
    await button(admin, `End now: ${last}`).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'End it now' }).click();
    await admin.getByRole('alert').getByText('add another one first').waitFor();
    await admin.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('deployments', () => {
  it('are compared with what runs, and rolled back', async () => {
    await tab('Integrations').click();
    await button(admin, 'Detach amazon').click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Detach', exact: true }).click();
    await admin.getByText('Nothing is attached').waitFor();
    await admin.getByRole('link', { name: 'Review and deploy' }).click();
    await deploy('a pause', 2);
    await admin.getByRole('link', { name: 'All deployments' }).click();
    const list = admin.getByRole('list', { name: 'Deployments' });
    await list.getByRole('listitem').filter({ hasText: 'a pause' }).getByText('runs now').waitFor();
    await button(admin, 'Compare deployment 1').click();
    await list.getByText('attached').waitFor();
    await one.look(admin, 'pipeline-deployments');
    await button(admin, 'Roll back to deployment 1').click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByText('at revision 1').waitFor();
    await dialog.getByLabel('Note').fill('enough of a pause');
    await one.look(admin, 'pipeline-rollback');
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await list.getByText('rolled back to 1').waitFor();
    await admin.getByText('Runs deployment 3').waitFor();
    const { live, changed } = await pipeline('outlet');
    expect([live?.rollbackOf, live?.integrations, changed]).toEqual([
      1,
      [{ integration: 'amazon', revision: 1 }],
      false,
    ]);
  });
});

describe('roles', () => {
  it('who edits may not deploy, and is told so', async () => {
    const page = await one.openAs('integration_manager', '/pipelines/web/deployments');
    await page.getByText('runs now').waitFor();
    expect(await button(page, 'What to do with web').count()).toBe(0);
    await page.goto('/pipelines/web/integrations');
    await button(page, 'Detach amazon').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Detach', exact: true }).click();
    await page.getByRole('link', { name: 'Review the draft' }).click();
    await button(page, 'Deploy').hover();
    await page.getByText('This takes the permission to deploy').waitFor();
    await button(page, 'Deploy').click({ force: true });
    expect((await pipeline('web')).live?.number).toBe(1);
    await page.context().close();
  });

  it('who only reads sees all of it and changes nothing', async () => {
    const page = await one.openAs('read_only', '/pipelines/outlet/integrations');
    await row(page, 'amazon').waitFor();
    expect(await button(page, /Detach|Change revision/).count()).toBe(0);
    await button(page, 'Attach an integration').click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goto('/pipelines/outlet/variables');
    expect(await page.getByLabel('Value of SHOP').getAttribute('readonly')).not.toBeNull();
    await page.context().close();
  });
});

describe('deleting', () => {
  it('says what happens, and its address says that it is gone', async () => {
    await tab('Connect your site').click();
    const [key = ''] = await keys();
    await button(admin, 'What to do with outlet').click();
    await admin.getByRole('menuitem', { name: 'Delete the pipeline' }).click();
    await admin.getByRole('dialog').getByText('those events are lost').waitFor();
    await admin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await admin.waitForURL('**/pipelines');
    await row(admin, 'outlet').waitFor({ state: 'detached' });
    expect(await posted('late', key)).toBe(401);
    await admin.goto('/pipelines/outlet');
    await admin.getByText('There is no such pipeline').waitFor();
  });
});
