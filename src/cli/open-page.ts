import { spawn } from 'node:child_process';

/** The environment of a command. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens a page in the browser of whoever sits at this machine, where somebody seems to. It is no matter whether that works: the page's address
 * is printed, too.
 */
export function openPage(url: string, env: Environment, platform: NodeJS.Platform): void {
  const [command, ...args] = openerOn(platform, env);
  if (command === undefined) return;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/**
 * The command that opens a page, to be followed by its address; empty where there is no display or none is known, where the terminal is on
 * another machine (SSH) or nobody's (CI), and where no browser is wanted (NO_BROWSER, BROWSER=none).
 */
export function openerOn(platform: NodeJS.Platform, env: Environment): readonly string[] {
  const isUnwanted = Boolean(env.NO_BROWSER) || env.BROWSER === 'none';
  const isElsewhere = Boolean(env.CI || env.SSH_CONNECTION || env.SSH_TTY);
  if (isUnwanted || isElsewhere) return [];
  if (platform === 'darwin') return ['open'];
  // What `start` does, without a shell that would read the address.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  const hasDisplay = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return platform === 'linux' && hasDisplay ? ['xdg-open'] : [];
}
