import type { Page } from 'playwright-core';
import { untilLoaded } from './until-loaded.ts';

/** A jump of a page's layout that nobody's click or key made. */
interface Shift {
  readonly value: number;
  /** What was moved: the beginning of its text, and from where to where, in pixels from the top. */
  readonly moved: readonly string[];
}

/** Collects the jumps of a page's layout from its next load on. To be called before that. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.layoutShifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        if (hadRecentInput) continue;
        const moved = sources.map(({ node, previousRect: from, currentRect: to }) =>
          (node?.textContent ?? '').slice(0, 40) + ': ' + from.top + ' to ' + to.top + ', ' + from.height + ' to ' + to.height + ' high');
        globalThis.layoutShifts.push({ value, moved });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  `);
}

/** The jumps until all that is in view is loaded, and their sum: the cumulative layout shift. */
export async function shiftsOf(page: Page): Promise<{ readonly sum: number; readonly shifts: readonly Shift[] }> {
  await untilLoaded(page);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const shifts = await page.evaluate<Shift[]>('globalThis.layoutShifts');
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), shifts };
}
