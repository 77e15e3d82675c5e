import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { SCHEMES, standStill, WIDTHS } from './look-at.ts';
import { withPalette } from './palette-png.ts';

/** Whether the guide's pictures are taken anew. */
export function isTakingPictures(): boolean {
  return process.env.DSPATCH_GUIDE_PICTURES !== undefined;
}

/** Takes a picture for the guide (docs/pictures/), where DSPATCH_GUIDE_PICTURES names a folder; else it does nothing. 1280 pixels wide. */
export async function guidePicture(page: Page, name: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  const folder = process.env.DSPATCH_GUIDE_PICTURES;
  if (folder === undefined) return;
  const before = page.viewportSize();
  await take(page, join(folder, `${name}.png`), { width: 1280, height: 760, colorScheme });
  if (before !== null) await page.setViewportSize(before);
}

/**
 * The same of a main screen for the tour (docs/pictures/tour/), in every theme and width: `<name>-<width>-<theme>.png`. `from` is at the top of
 * each; by default what the page begins with.
 */
export async function tourPictures(page: Page, name: string, from?: Locator): Promise<void> {
  const folder = process.env.DSPATCH_GUIDE_PICTURES;
  if (folder === undefined) return;
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const path = join(folder, 'tour', `${name}-${width}-${colorScheme}.png`);
      await take(page, path, { width, height: width === 360 ? 740 : 900, colorScheme, from });
    }
  }
  if (before !== null) await page.setViewportSize(before);
}

interface Taken {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  readonly from?: Locator | undefined;
}

/** What a narrow window has above everything, and a little air. */
const HEADER = 68;

async function take(page: Page, path: string, { width, height, colorScheme, from }: Taken): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true });
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await from?.evaluate((element, header) => {
    const { top } = element.getBoundingClientRect();
    element.ownerDocument.defaultView?.scrollBy({ top: top - header, behavior: 'instant' });
  }, HEADER);
  await standStill(page);
  writeFileSync(path, withPalette(await page.screenshot()));
}
