import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { SESSION_COOKIE } from '../../src/admin/cookies.ts';
import type { Role } from '../../src/admin/permissions.ts';
import { newId } from '../../src/people/secret-token.ts';
import { startChromium } from './chromium.ts';
import { type Rig, type RigOptions, startRig } from './gateway.ts';
import { lookAt } from './look-at.ts';
import { watchFaults } from './watched-page.ts';

// Browsers share the cores with everything else, and take their time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const ROOT = join(import.meta.dirname, '../..');

/** A gateway with the sandbox, the built console on it, and a browser. One for each test file: `beforeAll`. */
export interface ConsoleRig {
  readonly rig: Rig;
  /** The address of the console. */
  readonly url: string;
  /** A page that belongs to nobody yet, of a browser profile of its own. */
  open(path?: string): Promise<Page>;
  /** A page of a person of a role, who is signed in. The person is made, with the name `A deployment_manager`. */
  openAs(role: Role, path?: string): Promise<Page>;
  /** Looks at a page in all themes and widths (look-at.ts). */
  look(page: Page, name: string): Promise<void>;
  /** The faults of all pages since they were last taken out: what their consoles said, where they went, what broke the policy. */
  readonly faults: string[];
  /** Fails where there are any. To be called after each test. */
  expectNoFaults(): void;
  close(): Promise<void>;
}

/** Starts all of it. With DSPATCH_PICTURES there are pictures of what is looked at in that folder. */
export async function startConsole(options: RigOptions = {}): Promise<ConsoleRig> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/console.mjs')], { cwd: ROOT });
  const browser = await startChromium();
  const rig = await startRig(options);
  const url = rig.gateway.adminUrl;
  const pictures = process.env.DSPATCH_PICTURES;
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  const faults: string[] = [];

  const newPage = async (cookie?: string): Promise<Page> => {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    if (cookie !== undefined) {
      await context.addCookies([{ name: SESSION_COOKIE, value: cookie, url: url.replace('http:', 'https:') }]);
    }
    const page = await context.newPage();
    watchFaults(page, url, faults);
    return page;
  };
  return {
    ...{ rig, url, faults },
    open: async (path = '/') => {
      const page = await newPage();
      await page.goto(path);
      return page;
    },
    openAs: async (role, path = '/') => {
      const page = await newPage(await sessionOf(rig, role));
      await page.goto(path);
      return page;
    },
    look: (page, name) => lookAt(page, name, pictures),
    expectNoFaults: () => expect(faults.splice(0)).toEqual([]),
    close: () => closeAll(browser, rig),
  };
}

async function closeAll(browser: Browser, rig: Rig): Promise<void> {
  await browser.close();
  await rig.close();
}

/** A session of a new person, as its cookie. */
async function sessionOf({ gateway: { people } }: Rig, role: Role): Promise<string> {
  const id = newId();
  const account = { id, name: `A ${role}`, email: `${role}.${id}@example.com`, role, disabled: false };
  await people.accounts.add({ ...account, createdAt: Date.now() });
  const { token } = await people.sessions.start(id, { way: 'password', address: '127.0.0.1', agent: 'a test' });
  return token;
}
