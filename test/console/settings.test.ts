import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';

// The settings: people, tokens, one's own account, the audit log, and what there is for whom.

let one: ConsoleRig;
let admin: Page;

beforeAll(async () => {
  one = await startConsole();
  admin = await one.openAs('admin', '/settings');
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

/** Goes there by the navigation, as people do. */
async function go(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: title }).click();
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}

describe('people', () => {
  it('are added with a link for their password, which works once', async () => {
    await admin.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    await admin.getByRole('button', { name: 'Add a person' }).click();
    const form = admin.getByRole('dialog', { name: 'Add a person' });
    await form.getByLabel('Name').fill('Grace Hopper');
    await form.getByLabel('E-mail address').fill('grace@example.com');
    await form.getByLabel('Role').selectOption('Integration manager');
    await one.look(admin, 'people-add');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    const shown = admin.getByRole('dialog', { name: 'A link for Grace Hopper' });
    const link = (await shown.locator('pre').textContent()) ?? '';
    await shown.getByRole('button', { name: 'Close' }).click();

    const grace = await one.open(link);
    await grace.getByLabel('New password').fill('nine quiet magpies');
    await grace.getByRole('button', { name: 'Set the password' }).click();
    await grace.getByLabel('E-mail address').fill('grace@example.com');
    await grace.getByLabel('Password', { exact: true }).fill('nine quiet magpies');
    await grace.getByRole('button', { name: 'Sign in' }).click();
    await grace.getByRole('button', { name: /Grace Hopper/ }).waitFor();
    await grace.context().close();

    const late = await one.open(link);
    await late.getByLabel('New password').fill('ten quiet magpies');
    await late.getByRole('button', { name: 'Set the password' }).click();
    await late.getByRole('alert').waitFor();
    await one.look(late, 'password');
    await late.context().close();
  });

  it('get another role, and are disabled, each asked for before', async () => {
    await row(admin, 'Grace Hopper').getByRole('button', { name: 'What to do' }).click();
    await admin.getByRole('menuitem', { name: 'Read-only' }).click();
    const asked = admin.getByRole('dialog');
    await asked.getByText('may see everything and change nothing').waitFor();
    await asked.getByRole('button', { name: 'Change the role' }).click();
    await row(admin, 'Grace Hopper').getByText('Read-only').waitFor();
    await row(admin, 'Grace Hopper').getByRole('button', { name: 'What to do' }).click();
    await admin.getByRole('menuitem', { name: 'Disable' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await row(admin, 'Grace Hopper').getByText('disabled').waitFor();
    await one.look(admin, 'people');
  });

  it('are found by the keyboard alone', async () => {
    await admin.getByRole('searchbox', { name: 'Filter people' }).focus();
    await admin.keyboard.type('grace');
    await admin.getByText('1 of 2').waitFor();
    expect(await row(admin, 'A admin').count()).toBe(0);
    await admin.keyboard.press('Tab');
    await admin.keyboard.press('Enter');
    expect(await admin.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');
    await admin.getByRole('searchbox', { name: 'Filter people' }).fill('');
  });
});

describe('API tokens', () => {
  it('are shown once, work, and are refused when they are revoked', async () => {
    await go(admin, 'API tokens');
    await admin.getByText('There is no token yet').waitFor();
    await admin.getByRole('button', { name: 'Make a token' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Name').fill('nightly report');
    await dialog.getByRole('button', { name: 'Make', exact: true }).click();
    const secret = (await dialog.locator('pre').textContent()) ?? '';
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    const ask = async (): Promise<number> =>
      (await fetch(`${one.url}/api/status`, { headers: { authorization: `Bearer ${secret}` } })).status;
    expect(await ask()).toBe(200);
    await row(admin, 'nightly report').waitFor();
    expect(await admin.content()).not.toContain(secret);
    await one.look(admin, 'tokens');
    await admin.getByRole('button', { name: 'Revoke nightly report' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await admin.getByText('There is no token yet').waitFor();
    expect(await ask()).toBe(401);
  });
});

describe('one’s own account', () => {
  it('shows where one is signed in, and ends the others', async () => {
    await go(admin, 'Your account');
    const { people } = one.rig.gateway;
    const [account] = (await people.accounts.list()).filter(({ role }) => role === 'admin');
    await people.sessions.start(account?.id ?? '', { way: 'password', address: '203.0.113.9', agent: 'Safari on iOS' });
    await admin.reload();
    await row(admin, 'Safari on iOS').waitFor();
    await one.look(admin, 'account');
    await admin.getByRole('button', { name: 'End the session of Safari on iOS' }).click();
    await row(admin, 'Safari on iOS').waitFor({ state: 'detached' });
    await row(admin, 'this one').waitFor();
  });
});

describe('the audit log', () => {
  it('is filtered by its address, and opens to what was before and after', async () => {
    await go(admin, 'Audit log');
    await admin.getByLabel('Action begins with').fill('person.changed');
    await admin.getByRole('button', { name: 'Filter' }).click();
    await admin.waitForURL('**/settings/audit?action=person.changed');
    const entries = admin.getByRole('list', { name: 'Audit log' });
    await entries.getByRole('button').last().click();
    await entries.getByRole('deletion').getByText('integration_manager').waitFor();
    await entries.getByRole('insertion').getByText('read_only').waitFor();
    await one.look(admin, 'audit');
  });

  it('says what to do where nothing is like the filter', async () => {
    await admin.getByLabel('Action begins with').fill('nothing.');
    await admin.getByRole('button', { name: 'Filter' }).click();
    await admin.getByText('Nothing on record is like this').waitFor();
    await one.look(admin, 'audit-empty');
  });

  it('tells times in the zone of whoever looks, and in UTC on hover', async () => {
    const timeZone = 'America/New_York';
    const page = await one.openAs('admin', '/settings/audit');
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTimezoneOverride', { timezoneId: timeZone });
    await page.reload();
    const time = page.getByRole('list', { name: 'Audit log' }).locator('time').first();
    const at = new Date((await time.getAttribute('datetime')) ?? '');
    const local = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone }).format(at);
    const shown = `${await time.textContent()} | ${await time.getAttribute('title')}`.replaceAll('\u202f', ' ');
    expect(shown).toContain(local.replaceAll('\u202f', ' '));
    expect(await time.getAttribute('title')).toContain(`${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`);
    await page.close();
  });
});

describe('about', () => {
  it('tells the durability in force, as the gateway reads it back', async () => {
    await go(admin, 'About');
    await admin.getByRole('term').filter({ hasText: 'Synchronous' }).waitFor();
    expect(await admin.getByRole('definition').allTextContents()).toEqual(
      expect.arrayContaining(['0.0.0-test', 'wal', 'FULL']),
    );
    await one.look(admin, 'about');
  });
});

describe('backups', () => {
  it('are made by an admin, and listed', async () => {
    await go(admin, 'Data');
    await admin.getByText('There is none yet').waitFor();
    await admin.getByRole('button', { name: 'Make a backup' }).click();
    await admin
      .getByRole('row')
      .filter({ hasText: /\d{4}-\d\d-\d\dT/ })
      .waitFor();
    await admin.getByText('dspatch-backups').waitFor();
    await one.look(admin, 'data-backups');
  });
});
