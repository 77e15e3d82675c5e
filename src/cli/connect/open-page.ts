import { spawn } from 'node:child_process';

/** Opens a page in the person's browser, where this machine has a display. It is no matter whether that works: the page is told, too. */
export function openPage(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): void {
  const opener = openerOn(platform, env);
  if (opener === undefined) return;
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/** The command that opens a page; undefined where there is no display, or none is known. */
export function openerOn(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (platform === 'darwin') return 'open';
  const hasDisplay = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return platform === 'linux' && hasDisplay ? 'xdg-open' : undefined;
}
