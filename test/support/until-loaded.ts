import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What stands for something that is on its way, and is in view. */
const LOADING =
  "[...document.querySelectorAll('.mantine-Skeleton-root')].some((one) => one.getBoundingClientRect().top < innerHeight)";

/** Waits until a page has its title, and all that is in view. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.evaluate(LOADING), { timeout: 20_000 }).toBe(false);
}
