import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';

// What becomes of an integration's connection later: its token is refused, it is connected again, and in the end it is removed.

let one: ConsoleRig;
let admin: Page;

/** Nothing to be warned of: a deployment asks for no confirmation. */
const NOT_SENT = ['Products Searched', 'Product List Viewed', 'Product Clicked', 'Product Removed', 'Cart Viewed'];
const SENT = ['Page', 'Product Viewed', 'Product Added', 'Order Completed'];
const events = {
  ...Object.fromEntries(NOT_SENT.map((name) => [name, null])),
  ...Object.fromEntries(SENT.map((name, i) => [name, { conversionDefinitionId: { enrichment: String(101 + i) } }])),
};

beforeAll(async () => {
  one = await startConsole({ parameters: { PROFILE_ID: '9007199254740993' }, playbook: { events } });
  admin = await one.openAs('admin', '/integrations/amazon/connection');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const put = async (path: string, body: object): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await one.rig.admin(path, { method: 'PUT', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
};
const panel = (page: Page) => page.getByRole('region', { name: 'Consent at Amazon' });

describe('an integration whose token is refused', () => {
  it('says so on top of its page, with the way to a new one', async () => {
    one.rig.sandbox.faults.set({ kind: 'invalid_grant', match: { endpoint: 'token' } });
    await one.rig.post('track', order('waits'));
    const news = admin.getByRole('alert').filter({ hasText: 'Amazon refuses what is sent' });
    await news.getByRole('button', { name: 'Connect again' }).waitFor();
    await one.look(admin, 'token-refused');
    one.rig.sandbox.faults.clear();
  });

  it('tells what it lacks to be connected again', async () => {
    await panel(admin).getByRole('button', { name: 'Connect again' }).click();
    await panel(admin)
      .getByText(/the vault holds no client secret/i)
      .waitFor();
  });

  it('is connected again through the consent, keeps what it has, and sends what waited', async () => {
    await put('/api/integrations/amazon/secrets/CLIENT_SECRET', { value: 'test-secret' });
    await admin.reload();
    await panel(admin).getByRole('button', { name: 'Connect again' }).click();
    await admin.getByRole('heading', { name: 'Consent at Amazon' }).waitFor();
    const [consent] = await Promise.all([
      admin.context().waitForEvent('page'),
      admin.getByRole('link', { name: 'Open Amazon’s page' }).click(),
    ]);
    await consent.getByRole('button', { name: 'Allow' }).click();
    // A tab that is closed while it is on its way elsewhere may take its answer along, or never close.
    await consent.getByRole('heading', { name: 'Amazon’s consent has come' }).waitFor();
    await consent.close();
    await admin.getByRole('button', { name: 'Go on to the check' }).click();
    await admin.getByRole('heading', { name: 'The new connection of amazon' }).waitFor();
    expect(await admin.getByLabel('Deploy it in').inputValue()).toBe('web');
    await one.look(admin, 'connect-again');
    await admin.getByRole('button', { name: /^Keep/ }).click();
    await admin.getByText('The integration amazon was changed').waitFor();
    await admin.getByText(/runs it: deployment 2/).waitFor();
    await one.look(admin, 'connected-again');
    const entries = async (): Promise<unknown> => (await one.rig.admin('/api/events?messageId=waits')).json();
    await one.rig.until('the delivery', async () => JSON.stringify(await entries()).includes('"delivered"'));
    await admin.getByRole('link', { name: 'See the integration' }).click();
    await admin.getByRole('link', { name: 'Connection', exact: true }).click();
    await panel(admin).getByText('good for 365 more days').waitFor();
    expect(await admin.getByText('Amazon refuses what is sent').count()).toBe(0);
  });
});

describe('removing an integration', () => {
  it('is refused while pipelines have it, and says which', async () => {
    await admin.getByRole('button', { name: 'Remove amazon' }).click();
    const told = admin.getByRole('dialog', { name: 'amazon is in use' });
    await told.getByText('runs revision 2, and has it in its draft').waitFor();
    await told.getByRole('link', { name: 'web' }).waitFor();
    expect(await told.getByRole('button', { name: 'Remove' }).count()).toBe(0);
    await one.look(admin, 'remove-in-use');
    await told.getByRole('button', { name: 'Close' }).click();
  });

  it('asks before it, and takes its secrets along', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'spare', kit: 'amazon-dsp-capi' });
    await one.rig.admin('/api/integrations', { method: 'POST', headers, body });
    await put('/api/integrations/spare/secrets/REFRESH_TOKEN', { value: 'Atzr|spare' });
    await admin.goto('/integrations/spare/connection');
    await admin.getByRole('textbox', { name: 'LINGER_MS' }).fill('7');
    await admin.getByRole('button', { name: 'Remove spare' }).click();
    await admin.getByRole('dialog', { name: 'Remove spare?' }).getByRole('button', { name: 'Remove' }).click();
    await admin.getByText('spare is removed').waitFor();
    await admin.waitForURL('**/integrations');
    const list = admin.getByRole('table', { name: 'Integrations' });
    await list.getByRole('link', { name: 'amazon' }).waitFor();
    await list.getByRole('link', { name: 'spare' }).waitFor({ state: 'detached' });
    expect((await one.rig.admin('/api/integrations/spare')).status).toBe(404);
  });
});
