import { isIP, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseIp } from './ip.ts';

describe('normaliseIp', () => {
  it.each([
    ['81.2.69.142', '81.2.69.142'],
    [' 8.8.8.8\n', '8.8.8.8'],
    ['203.0.113.7', '203.0.113.7'],
    ['172.15.0.1', '172.15.0.1'],
    ['172.32.0.1', '172.32.0.1'],
    ['100.63.0.1', '100.63.0.1'],
    ['100.128.0.1', '100.128.0.1'],
    ['223.255.255.255', '223.255.255.255'],
    ['2A00:1450:4001:081B:0000:0000:0000:200E', '2a00:1450:4001:81b::200e'],
    ['2a00:1450:4001:81b::200e', '2a00:1450:4001:81b::200e'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'], // one group is not shortened
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'], // the longer run
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], // the first of two
    ['2001:db8:1:1:1:1:0:0', '2001:db8:1:1:1:1::'],
    ['::ffff:81.2.69.142', '81.2.69.142'],
    ['::FFFF:5102:458E', '81.2.69.142'],
    ['2001:db8::192.0.2.33', '2001:db8::c000:221'],
  ])('%j -> %s', (value, ip) => {
    expect(normaliseIp(value)).toBe(ip);
  });

  it.each([
    // Nobody's own
    '0.0.0.1',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.254',
    '127.0.0.1',
    '169.254.1.1',
    '172.16.0.1',
    '172.31.255.254',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:0:0',
    'fe80::1',
    'fc00::1',
    'fd12:3456:789a::1',
    'ff02::1',
    '64:ff9b::1',
    // Cut short
    '81.2.69.0',
    '2a00:1450:4001:81b::',
    '2a00:1450::',
    // No address
    '',
    ' ',
    '81.2.69',
    '81.2.69.142.1',
    '81.2.69.256',
    '081.2.69.142',
    '0x51.2.69.142',
    '81.2.69.142:443',
    '81.2.69.142, 8.8.8.8',
    '81.2.69.142/24',
    '[2a00:1450:4001:81b::200e]',
    'fe80::1%eth0',
    '2a00:1450:4001:81b::200e%1',
    '2a00::1::2',
    '2a00:::1',
    '2a00:1:2:3:4:5:6',
    '2a00:1:2:3:4:5:6:7:8',
    '2a00:1:2:3::4:5:6:7',
    '2a00:12345::1',
    '2a00:1.2.3.4::1',
    ':2a00::1',
    '2a00::1:',
    ':',
    ':::',
    'localhost',
    'null',
    '８.８.８.８',
    '😀',
  ])('%j is not sent', (value) => {
    expect(normaliseIp(value)).toBeUndefined();
  });

  it('takes nothing that is no address', () => {
    const near = fc.oneof(fc.stringMatching(/^[0-9a-f:.]{2,40}$/), fc.stringMatching(/^2a0[0-9a-f]:[0-9a-f:]{1,35}$/));
    fc.assert(
      fc.property(near, (text) => normaliseIp(text) === undefined || isIP(text) !== 0),
      { numRuns: 3_000 },
    );
  });

  it('writes the same address the same way', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const ip = normaliseIp(text);
        if (ip === undefined) return true;
        const canonical = isIPv6(ip) ? new URL(`http://[${text}]`).hostname.slice(1, -1) : ip;
        return ip === canonical && normaliseIp(ip) === ip;
      }),
      { numRuns: 2_000 },
    );
  });
});
