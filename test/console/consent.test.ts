import { GppModel } from '@iabgpp/cmpapi';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { IntegrationView } from '../../src/admin/api/integrations.ts';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';
import { guidePicture } from '../support/guide-pictures.ts';

// The consent policy of all integrations: at a glance, changed, deployed, and tried on what a consent platform gives out.

let one: ConsoleRig;
let editor: Page;

beforeAll(async () => {
  one = await startConsole({ kit: 'amazon-dsp-events', playbook: { events: {} } });
  const send = async (id: string, consent: object): Promise<void> => {
    const context = { traits: { email: `${id}@example.com` }, location: { country: 'DE' }, consent };
    expect((await one.rig.post('track', order(id, { context }))).status).toBe(200);
  };
  await send('refused-1', { amznUserData: 'DENIED' });
  await send('unsaid-1', {});
  await send('unsaid-2', {});
  const { draft } = (await (await one.rig.admin('/api/integrations/amazon')).json()) as IntegrationView;
  const parameters = { ...draft.parameters, PROFILE_ID: '32312945', DEFAULT_COUNTRY: 'DE' };
  const older = { name: 'older', kit: 'amazon-dsp-capi', parameters };
  const headers = { 'content-type': 'application/json' };
  await one.rig.admin('/api/integrations', { method: 'POST', headers, body: JSON.stringify(older) });
  editor = await one.openAs('integration_manager', '/settings/consent');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const rule = (page: Page, name: string, title: string) =>
  card(page, name).locator('dt').filter({ hasText: title }).locator('xpath=following-sibling::dd[1]');
const verdict = (page: Page, name: string) =>
  page
    .getByRole('list', { name: 'Verdicts' })
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });

describe('the policies', () => {
  it('say what each integration asks for, what it kept back, and what is dangerous', async () => {
    await card(editor, 'amazon').getByText('carries consent to Amazon').waitFor();
    expect(await rule(editor, 'amazon', 'An event without one').textContent()).toBe('Do not send it');
    await card(editor, 'amazon').getByRole('link', { name: 'Refused in 24 hours, amazon: 1' }).waitFor();
    await card(editor, 'amazon').getByRole('link', { name: 'Without a sign in 7 days, amazon: 2' }).waitFor();
    await card(editor, 'amazon').getByText('web runs this policy').waitFor();
    await card(editor, 'older').getByText('cannot carry a sign of consent', { exact: true }).waitFor();
    await card(editor, 'older').getByText('DEFAULT_COUNTRY').waitFor();
    await guidePicture(editor, 'consent');
    await one.look(editor, 'consent');
  });
});

describe('a policy', () => {
  it('is changed into the draft and a revision, where the gateway takes it', async () => {
    await editor.getByRole('button', { name: 'Change the policy of amazon' }).click();
    const dialog = editor.getByRole('dialog', { name: 'The consent policy of amazon' });
    await dialog.getByLabel('The countries that I name').check();
    await dialog.getByLabel('Codes of countries').fill('DE, Atlantis');
    await dialog.getByRole('button', { name: 'Save a revision' }).click();
    await dialog.getByText(/"Atlantis" is none/).waitFor();
    await dialog.getByLabel('The EEA and the United Kingdom').check();
    await dialog.getByRole('radiogroup', { name: 'An event from there' }).getByLabel('Send it all the same').check();
    await dialog.getByLabel('Categories to be agreed to').fill('C0004');
    await dialog.getByLabel('Note').fill('A trial for a week');
    await one.look(editor, 'consent-policy');
    await dialog.getByRole('button', { name: 'Save a revision' }).click();
    await dialog.waitFor({ state: 'detached' });
    await rule(editor, 'amazon', 'An event without one').getByText('Send it all the same').waitFor();
    await card(editor, 'amazon').getByText('Amazon refuses such data').waitFor();
    await card(editor, 'amazon').getByText('Not deployed in web yet').waitFor();
    await one.look(editor, 'consent-not-deployed');
    const answer = await one.rig.admin('/api/integrations/amazon/revisions');
    expect(await answer.json()).toMatchObject({ items: [{ number: 2, note: 'A trial for a week' }, { number: 1 }] });
  });

  it('is taken to the pipeline that does not run it yet', async () => {
    await card(editor, 'amazon').getByRole('button', { name: 'Take revision 2 to web' }).click();
    await editor.waitForURL('**/pipelines/web/deploy');
    await editor.getByText('CONSENT_POLICY').first().waitFor();
    await editor.goBack();
  });

  it('is saved for others at once', async () => {
    await editor.getByRole('button', { name: 'Change the policy of amazon' }).click();
    const dialog = editor.getByRole('dialog', { name: 'The consent policy of amazon' });
    await dialog.getByRole('radiogroup', { name: 'An event from there' }).getByLabel('Do not send it').check();
    await dialog.getByLabel('older', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Save a revision' }).click();
    await dialog.waitFor({ state: 'detached' });
    await rule(editor, 'older', 'Categories').getByText('C0004').waitFor();
    await rule(editor, 'amazon', 'An event without one').getByText('Do not send it').waitFor();
  });
});

describe('an event that is checked', () => {
  const check = async (text: string, country: string): Promise<void> => {
    await editor.getByLabel('A TCF string, a GPP string, or JSON').fill(text);
    await editor.getByLabel('Country of the event').fill(country);
    await editor.getByRole('button', { name: 'Check', exact: true }).click();
  };

  it('gets a verdict of every integration, in words', async () => {
    await check('', 'FR');
    await verdict(editor, 'amazon').getByText('dropped: consent_missing').waitFor();
    await check('{ "amznUserData": "DENIED" }', 'US');
    await verdict(editor, 'older').getByText('dropped: consent_denied').waitFor();
    await check('{ "categoryPreferences": { "C0004": true } }', 'DE');
    await verdict(editor, 'amazon').getByText('passes: granted').waitFor();
    await verdict(editor, 'amazon').getByText('Decided by: categories.').waitFor();
    await one.look(editor, 'consent-check');
  });

  it('may be a TCF string, which is kept nowhere', async () => {
    const model = new GppModel();
    const fields = { CmpId: 10, CmpVersion: 1, VendorListVersion: 48, VendorConsents: [755] };
    for (const [name, value] of Object.entries(fields)) model.setFieldValue('tcfeuv2', name, value);
    const text = model.encodeSection('tcfeuv2');
    await check(text, 'DE');
    await editor.getByText('Read as a TCF string').waitFor();
    await verdict(editor, 'amazon').getByText('dropped: consent_denied').waitFor();
    expect(one.rig.log.join('\n')).not.toContain(text);
  });

  it('is read with what is wrong in it told', async () => {
    await check('{ "categoryPreferences"', 'DE');
    await editor.getByText(/cannot be read as that/).waitFor();
  });
});

describe('people who may only look', () => {
  it('see the policies, and change none', async () => {
    const page = await one.openAs('read_only', '/settings/consent');
    await card(page, 'amazon').getByText('An event without one').waitFor();
    expect(await page.getByRole('button', { name: /^(Change|Take)/ }).count()).toBe(0);
    await page.context().close();
  });
});
