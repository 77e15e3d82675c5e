import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { PASSWORD } from '../support/people.ts';

// From the link that the gateway prints to the first page of somebody who is signed in.

let one: ConsoleRig;

beforeAll(async () => {
  one = await startConsole();
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

const EMAIL = 'ada@example.com';

describe('before there is an admin', () => {
  it('whoever comes without the link is told where it is', async () => {
    const page = await one.open('/pipelines');
    await page.getByRole('heading', { name: 'dspatch has no admin yet' }).waitFor();
    expect(page.url()).toBe(`${one.url}/setup`);
    await one.look(page, 'set-up-without-link');
  });

  it('the link of another start is refused with what to do', async () => {
    const page = await one.open('/setup#not-the-one');
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('alert').getByText('not the one that the gateway printed').waitFor();
  });

  it('the link leads to a form, which says at its field what is not right, and then to the two ways to begin', async () => {
    const page = await one.open(one.rig.gateway.setUpLink);
    await page.getByLabel('Your name').fill('Ada Lovelace');
    expect(page.url()).toBe(`${one.url}/setup`);
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill('password1234');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByText('It is among the first that anybody would try').waitFor();
    await one.look(page, 'set-up');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Welcome, Ada Lovelace' }).waitFor();
    await one.look(page, 'welcome');
    await page.getByRole('link', { name: 'Try it with the sandbox' }).click();
    await page.getByRole('heading', { name: 'One click, and conversions arrive' }).waitFor();
    await one.look(page, 'welcome-sandbox');
    await page.goBack();
    await page.getByRole('link', { name: 'Connect Amazon' }).click();
    await page.getByRole('heading', { name: 'Who asks, and where' }).waitFor();
    await one.look(page, 'welcome-connect');
  });
});

describe('signing in', () => {
  it('is refused with a wrong password, in words', async () => {
    const page = await one.open('/sign-in');
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill('not the one at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await one.look(page, 'sign-in');
  });

  it('leads to the address that was asked for, with all that stands behind the question mark', async () => {
    const page = await one.open('/settings/audit?action=set_up');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail address').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('list', { name: 'Audit log' }).getByText('set_up.done').waitFor();
    expect(page.url()).toBe(`${one.url}/settings/audit?action=set_up`);
    expect(await page.getByLabel('Action begins with').inputValue()).toBe('set_up');
  });

  it('never leads elsewhere', async () => {
    for (const to of ['https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example']) {
      const page = await one.openAs('read_only', `/sign-in?to=${encodeURIComponent(to)}`);
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      expect(new URL(page.url()).origin).toBe(one.url);
    }
  });

  it('ends by signing out, in every page of that browser', async () => {
    const page = await one.openAs('read_only');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    const other = await page.context().newPage();
    await other.goto('/library');
    await other.getByRole('heading', { name: 'Library' }).waitFor();
    await page.getByRole('button', { name: /A read_only/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.getByRole('link', { name: 'Pipelines' }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(other.url()).toBe(`${one.url}/sign-in?to=%2Fpipelines`);
  });
});
