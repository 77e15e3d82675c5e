import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Starts a browser with an empty profile. Fails, and never skips, where there is none. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(PATH)) {
    throw new Error(
      `there is no Chromium at ${PATH}: install it (Debian: apt-get install -y chromium), or say in CHROMIUM where it is`,
    );
  }
  return chromium.launch({ executablePath: PATH, args: FLAGS });
}
