import { expect, it } from 'vitest';
import { cannotListen } from './cannot-listen.ts';

const WANTED = { host: '10.1.2.3', port: 80, hostSetting: 'server.ingest.host', portSetting: 'server.ingest.port' };

it.each([
  ['EADDRINUSE', /^10\.1\.2\.3:80 is in use: stop what listens there, or choose another server\.ingest\.port$/],
  ['EADDRNOTAVAIL', /^10\.1\.2\.3 is no address of this machine: choose another server\.ingest\.host \(127\.0\.0\.1/],
  ['ENOTFOUND', /^there is no host "10\.1\.2\.3": choose another server\.ingest\.host/],
  ['EAI_AGAIN', /^there is no host "10\.1\.2\.3"/],
  ['EACCES', /^10\.1\.2\.3:80 may not be used by this user: choose a server\.ingest\.port from 1024 up$/],
  [
    'EODD',
    /^10\.1\.2\.3:80 cannot be listened on \(EODD\): choose another server\.ingest\.host or server\.ingest\.port$/,
  ],
])('that %s keeps a server from listening is told with where, and what to do', (code, says) => {
  expect(cannotListen(Object.assign(new Error('raw'), { code }), WANTED)).toMatch(says);
});

it('an IPv6 address is told as it stands in a URL', () => {
  const error = Object.assign(new Error('raw'), { code: 'EADDRINUSE' });
  expect(cannotListen(error, { ...WANTED, host: '::1', port: 8080 })).toMatch(/^\[::1\]:8080 is in use/);
});
