import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A phone, a tablet, a desk. */
export const WIDTHS = [360, 768, 1440] as const;
export const SCHEMES = ['light', 'dark'] as const;
/** At the first of them a page is laid out for a phone, at the second for a desk; between, it is made of the same parts. Axe takes its time. */
const AXE_WIDTHS = { light: [360, 1440], dark: [1440] } as const;

/**
 * Looks at what a page shows in two themes and three widths: nothing scrolls sideways, and axe finds no serious issue. Where there is a folder,
 * each is kept as a picture, `<folder>/<name>-<width>-<theme>.png`. Leaves the page as wide and as light as it was found.
 */
export async function lookAt(page: Page, name: string, folder: string | undefined): Promise<void> {
  const before = page.viewportSize();
  // A tab behind another draws nothing.
  await page.bringToFront();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await standStill(page);
      if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
      const isForAxe = AXE_WIDTHS[colorScheme].some((one) => one === width);
      const issues = isForAxe ? await seriousIssues(page, colorScheme) : [];
      const found = { scrolls: await scrollsSideways(page), issues };
      expect([name, width, colorScheme, found]).toEqual([name, width, colorScheme, { scrolls: false, issues: [] }]);
    }
  }
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
}

/** Waits until colours and the navigation have moved to their places; what moves for ever, or is held, is not waited for. */
export async function standStill(page: Page): Promise<void> {
  // What a change of theme or width sets off begins with the next frame.
  await within(page, 'a frame', 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const ends = "animation.playState === 'running' && Number.isFinite(animation.effect.getComputedTiming().endTime)";
  await within(
    page,
    'the end of what moves',
    `Promise.allSettled(document.getAnimations().filter((animation) => ${ends}).map(({ finished }) => finished))`,
  );
}

/** Waits for a promise in the page, which Playwright alone would wait for without end. Fails after twenty seconds. */
async function within(page: Page, what: string, promise: string): Promise<void> {
  const late = 'new Promise((done) => setTimeout(done, 20_000, true))';
  const isLate = await page.evaluate(`Promise.race([${promise}.then(() => false), ${late}])`);
  if (isLate) {
    const visibility = await page.evaluate('document.visibilityState');
    throw new Error(`${page.url()} is ${visibility}, and was waited on in vain for ${what}`);
  }
}

/** Whether the page does, or a table is cut off: wider than there is room for it, where nothing around it scrolls. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const isCutOff = (table) =>
      table.offsetWidth > table.parentElement.clientWidth + 1 && getComputedStyle(table.parentElement).overflowX !== 'auto';
    return scrollWidth > clientWidth || [...document.querySelectorAll('table')].some(isCutOff);
  })()`);
}

/** In the dark everything is as it is in the light, but for the colours. */
async function seriousIssues(page: Page, scheme: (typeof SCHEMES)[number]): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(AXE);
  const rules = scheme === 'light' ? {} : { runOnly: ['color-contrast'] };
  const options = JSON.stringify({ resultTypes: ['violations'], ...rules });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary?.slice(0, 300)}`),
    );
}
