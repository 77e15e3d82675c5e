import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { standStill } from './look-at.ts';

/** Takes a picture for the guide (docs/pictures/), where DSPATCH_GUIDE_PICTURES names a folder; else it does nothing. 1280 pixels wide. */
export async function guidePicture(page: Page, name: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  const folder = process.env.DSPATCH_GUIDE_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await standStill(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (before !== null) await page.setViewportSize(before);
}
