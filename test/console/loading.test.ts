import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleRig, startConsole } from '../support/console.ts';
import { order } from '../support/gateway.ts';
import { shiftsOf, watchShifts } from '../support/layout-shifts.ts';
import { untilLoaded } from '../support/until-loaded.ts';

// How screens come up: quickly, from every address, and without jumping.

let one: ConsoleRig;

beforeAll(async () => {
  one = await startConsole();
  // While there is no admin, every address leads to the set-up.
  await (await one.openAs('admin', 'about:blank')).context().close();
  await one.rig.post('batch', { batch: Array.from({ length: 40 }, (_, i) => order(`m-${i}`)) });
  await one.rig.post('track', { ...order('nobody'), context: {} });
});
afterAll(() => one.close());
afterEach(() => one.expectNoFaults());

/** A page that nobody has loaded yet, of somebody who is signed in where there is a role. */
const fresh = (path: string): Promise<Page> =>
  path === '/sign-in' ? one.open('about:blank') : one.openAs('admin', 'about:blank');

describe.each([
  ['/sign-in', 'Sign in'],
  ['/', 'Overview'],
])('the first screen, at %s', (path, title) => {
  it('is painted within a second', async () => {
    const painted: number[] = [];
    // The first one warms the server, and does not count.
    for (let load = 0; load < 4; load += 1) {
      const page = await fresh(path);
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      const paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
      await expect.poll(() => page.evaluate(paint)).toBeGreaterThan(0);
      if (load > 0) painted.push(await page.evaluate<number>(paint));
      await page.context().close();
    }
    const median = painted.toSorted((a, b) => a - b)[1] ?? Number.NaN;
    console.log(
      `first contentful paint of ${path}: ${Math.round(median)} ms, of ${painted.map(Math.round).join(', ')}`,
    );
    expect(median).toBeLessThan(1_000);
  });

  it('loads less than 350 KB, compressed as gzip does', async () => {
    const page = await fresh(path);
    // A laptop's: the charts, which are heavy, come when they are scrolled to.
    await page.setViewportSize({ width: 1366, height: 720 });
    const loaded: Promise<number>[] = [];
    page.on('response', (response) => {
      if (!response.url().includes('/api/')) loaded.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(path);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(loaded)).reduce((sum, size) => sum + size, 0);
    console.log(`${path} loads ${Math.round(bytes / 1_000)} KB`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(350_000);
    await page.context().close();
  });
});

describe('nothing jumps while it loads', () => {
  it.each([
    ['/', 'What became of events'],
    ['/live', 'Order Completed'],
    ['/search', 'm-39'],
    ['/integrations', 'amazon-dsp-capi'],
    ['/integrations/amazon/mapping', 'conversionDefinitionId'],
    ['/pipelines', 'web'],
    ['/pipelines/web/integrations', 'amazon'],
    ['/settings/data', 'Retention'],
  ])('at %s', async (path, last) => {
    const page = await one.openAs('admin', 'about:blank');
    await watchShifts(page);
    // Slow enough that what stands there meanwhile is seen.
    await page.route('**/api/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await route.continue();
    });
    for (const [width, height] of [
      [1440, 900],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(path);
      await page.getByText(last).filter({ visible: true }).first().waitFor();
      const { sum, shifts } = await shiftsOf(page);
      console.log(`layout shift of ${path}, ${width} wide: ${sum.toFixed(3)}`);
      expect(sum, JSON.stringify([width, shifts], null, 1)).toBeLessThan(0.1);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  });
});

describe('a jump', () => {
  it('would be seen', async () => {
    const page = await one.openAs('admin', 'about:blank');
    await watchShifts(page);
    await page.goto('/library');
    await shiftsOf(page);
    await page.evaluate("document.querySelector('main').style.paddingTop = '300px'");
    await expect.poll(async () => (await shiftsOf(page)).sum).toBeGreaterThan(0.1);
    await page.context().close();
  });
});

describe('every address', () => {
  const PARAMS: Readonly<Record<string, string>> = { pipeline: 'web', integration: 'amazon', messageId: 'm-1' };

  it('opens its screen directly, and when it is loaded again', async () => {
    const page = await one.openAs('admin', '/');
    // The router's own list: a new route is in it by itself.
    const routes = await page.evaluate<string[]>('Object.keys(__TSR_ROUTER__.routesByPath)');
    expect(routes).toEqual(expect.arrayContaining(['/', '/search', '/events/$pipeline/$messageId', '/settings/about']));
    for (const route of routes.filter((path) => path !== '/$')) {
      const path = route.replace(/\$(\w+)/g, (_, name: string) => PARAMS[name] ?? `no-value-for-${name}-in-this-test`);
      await page.goto(path);
      const screen = await shownOn(page);
      // Where it led elsewhere, that is no address that was opened yet.
      if (screen.path !== path) {
        await page.reload();
        await expect.poll(() => shownOn(page), { message: route, timeout: 20_000 }).toEqual(screen);
      }
      expect(`${path}: ${screen.title}`).not.toMatch(
        /no-value-for|No page has this address|went wrong|takes the permission/,
      );
    }
  });
});

/** Where a page ended up, and the title of what it shows there. */
async function shownOn(page: Page): Promise<{ readonly path: string; readonly title: string | null }> {
  await untilLoaded(page);
  return { path: new URL(page.url()).pathname, title: await page.getByRole('heading', { level: 1 }).textContent() };
}
