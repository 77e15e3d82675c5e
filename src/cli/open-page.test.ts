import { expect, it } from 'vitest';
import { openerOn } from './open-page.ts';

it.each([
  ['darwin', {}, ['open']],
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['linux', {}, []],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ['freebsd', { DISPLAY: ':0' }, []],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 5000 10.0.0.2 22' }, []],
  ['linux', { DISPLAY: 'localhost:10.0', SSH_TTY: '/dev/pts/1' }, []],
  ['linux', { DISPLAY: ':0', CI: 'true' }, []],
  ['linux', { DISPLAY: ':0', NO_BROWSER: '1' }, []],
  ['darwin', { BROWSER: 'none' }, []],
  ['linux', { DISPLAY: ':0', BROWSER: 'firefox', CI: '' }, ['xdg-open']],
] as const)('on %s with %j a page is opened by %j', (platform, env, opener) => {
  expect(openerOn(platform, env)).toEqual(opener);
});
