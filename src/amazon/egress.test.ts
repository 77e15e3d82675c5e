import type { LookupAddress } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Egress, isPublicAddress } from './egress.ts';
import { exchange } from './http.ts';
import { AMAZON_HOSTS, REGIONS } from './regions.ts';

/** What names mean in these tests. */
const dns = vi.hoisted(() => ({ answer: [] as LookupAddress[], asked: [] as string[] }));

vi.mock('node:dns', async (original) => ({
  ...(await original<typeof import('node:dns')>()),
  lookup: (name: string, _: object, done: (error: Error | null, addresses: LookupAddress[]) => void) => {
    dns.asked.push(name);
    const unknown = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    setImmediate(() => (dns.answer.length === 0 ? done(unknown, []) : done(null, dns.answer)));
  },
}));

let egress: Egress;
beforeEach(() => {
  egress = new Egress(['http://127.0.0.1:9090', 'http://[::1]:9090', 'https://relay.example.com']);
});
afterEach(async () => {
  await egress.close();
  dns.answer = [];
  dns.asked = [];
});

describe('an origin that is allowed for a while', () => {
  it('is refused before and after, and what the operator named stays', () => {
    const [lent, named] = ['http://127.0.0.1:9191', 'http://127.0.0.1:9090'];
    expect(egress.refusal(lent)).toBeDefined();
    for (const origin of [lent, named]) egress.allow(origin);
    expect([egress.refusal(lent), egress.refusal(named)]).toEqual([undefined, undefined]);
    for (const origin of [lent, named]) egress.disallow(origin);
    expect([egress.refusal(lent), egress.refusal(named)]).toEqual([expect.any(String), undefined]);
  });
});

describe('a webhook', () => {
  it.each([
    'https://hooks.example.com/services/T0/B0/secret',
    'https://chat.example.com:8443/hooks/secret',
    'https://[2606:4700::1111]/hook',
    'http://127.0.0.1:9090/hook',
  ])('may be at %s', (url) => {
    expect(egress.webhookRefusal(url)).toBeUndefined();
  });

  it.each([
    ['hooks.example.com/secret', /is not an address/],
    ['http://hooks.example.com/secret', /must begin with https/],
    ['https://user:secret@hooks.example.com/', /must not hold a name and password/],
    ['https://127.0.0.1/secret', /must be on the internet, which 127.0.0.1 is not/],
    ['https://2130706433/secret', /which 127.0.0.1 is not/],
    ['https://169.254.169.254/secret', /must be on the internet/],
    ['https://[::1]/secret', /must be on the internet/],
    ['https://[::ffff:10.0.0.1]/secret', /must be on the internet/],
    ['https://localhost/secret', /which localhost is not/],
    ['https://127.0.0.1:9090/secret', /must be on the internet/],
  ])('may not be at %s, and the refusal does not repeat it', async (url, says) => {
    expect(egress.webhookRefusal(url)).toMatch(says);
    expect(egress.webhookRefusal(url)).not.toContain('secret');
    const call = { method: 'POST', url, headers: {}, timeoutMs: 5_000 } as const;
    await expect(exchange(egress.webhooks, call)).rejects.toMatchObject({ code: 'egress_forbidden' });
  });

  it('is told nothing where its name means an address that is not on the internet', async () => {
    dns.answer = [{ address: '10.1.2.3', family: 4 }];
    const url = 'https://hooks.example.com/secret';
    const reply = await exchange(egress.webhooks, { method: 'POST', url, headers: {}, timeoutMs: 5_000 });
    expect(reply).toMatchObject({ ok: false, sent: false });
    expect(reply.ok ? '' : reply.message).toContain('hooks.example.com means 10.1.2.3, which is not on the internet');
  });

  it('does not open the way to its host for anything else', () => {
    expect(egress.refusal('https://hooks.example.com/')).toContain('is not one of Amazon’s hosts');
  });
});

describe('an address', () => {
  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '127.0.0.1', '127.1.2.3', '169.254.169.254', '169.254.0.1'],
    ...['172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.127.255.255', '192.0.0.8', '192.0.2.1'],
    ...['192.88.99.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250'],
    ...['240.0.0.1', '255.255.255.255'],
    // IPv6: unspecified, loopback, long and short.
    ...['::', '::1', '0:0:0:0:0:0:0:1', '0000:0000:0000:0000:0000:0000:0000:0001'],
    // IPv4 in its other forms: compatible, mapped in both spellings, translated, NAT64, 6to4, Teredo.
    ...['::127.0.0.1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:10.0.0.1', '0:0:0:0:0:ffff:a9fe:a9fe'],
    ...['::ffff:52.94.236.248', '::ffff:0:127.0.0.1', '::ffff:0:7f00:1', '64:ff9b::7f00:1', '64:ff9b::169.254.169.254'],
    ...['64:ff9b:1::a00:1', '2002:7f00:1::', '2002:c0a8:101::1', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    // Link-local, with a zone too, site-local, unique local (AWS's metadata among them), multicast.
    ...['fe80::1', 'fe80::1%eth0', 'FE80::1', 'febf::1', 'fec0::1', 'fc00::1', 'fd00::1', 'fd00:ec2::254', 'ff02::1'],
    // Documentation, discard, segment routing, and what is given to nobody yet.
    ...['2001:db8::1', '3fff::1', '100::1', '5f00::1', '4000::1', 'e000::1', '1000::1'],
    // No addresses as a resolver gives them.
    ...[
      '',
      'localhost',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '127.0.0.1 ',
      '127.0.0.1:80',
      '[::1]',
      '1.2.3',
    ],
  ])('%s is not of the internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    ...['52.94.236.248', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...[
      '128.0.0.0',
      '169.253.255.255',
      '172.15.255.255',
      '172.32.0.0',
      '192.167.255.255',
      '198.17.255.255',
      '223.1.1.1',
    ],
    ...['2600:9000:2000::1', '2a05:d018::1', '2001:4860:4860::8888', '2606:4700::1111', '2003::1', '3ffe::1'],
  ])('%s is of the internet', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('out goes what is', () => {
  it.each(Object.values(REGIONS).flatMap(({ api, token }) => [api, token]))('meant for Amazon: %s', (url) => {
    expect(egress.refusal(url)).toBeUndefined();
    expect(egress.refusal(`${url}/path?query`)).toBeUndefined();
  });

  it.each([
    ...['http://127.0.0.1:9090', 'http://127.0.0.1:9090/any/path', 'https://relay.example.com/x', 'http://[::1]:9090/'],
    // The same origin in other spellings.
    ...['http://2130706433:9090', 'http://0x7f000001:9090', 'http://127.1:9090', 'HTTPS://RELAY.example.com:443/'],
  ])('allowed by name: %s', (url) => {
    expect(egress.refusal(url)).toBeUndefined();
  });

  it.each([
    // This machine and its network, in every spelling.
    ...[
      'http://127.0.0.1',
      'http://127.0.0.1:9091',
      'https://127.0.0.1:9090',
      'http://localhost:9090',
      'http://127.0.0.2:9090',
    ],
    ...[
      'http://0:9090',
      'http://0.0.0.0:9090',
      'http://[::ffff:127.0.0.1]:9090',
      'http://[::]:9090',
      'http://2130706434:9090',
    ],
    ...[
      'http://0177.0.0.2:9090',
      'http://0x7f.0.0.2:9090',
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/',
    ],
    ...['http://10.0.0.1', 'http://[::1]', 'http://metadata.google.internal/', 'http://127.0.0.1.nip.io:9090'],
    // Nearly Amazon.
    ...[
      'http://api.amazon.com/auth/o2/token',
      'https://api.amazon.com:8443/',
      'https://api.amazon.com.',
      'https://amazon.com',
    ],
    ...['https://api.amazon.com.evil.example', 'https://evil.example/api.amazon.com', 'https://evilapi.amazon.com'],
    ...['https://evil.example#api.amazon.com', 'https://evil.example?@api.amazon.com', 'https://www.amazon.com'],
    ...['https://api.аmazon.com', 'wss://api.amazon.com', 'ftp://api.amazon.com'],
    // Nearly what is allowed.
    ...['http://relay.example.com', 'https://relay.example.com:8443', 'https://relay.example.com.evil.example'],
    // With credentials, or no address at all.
    ...['https://user@api.amazon.com', 'https://user:secret@api.amazon.com', 'http://user:secret@127.0.0.1:9090/'],
    ...[
      '',
      'api.amazon.com',
      '//api.amazon.com',
      'https://',
      'file:///etc/passwd',
      'data:text/plain,x',
      'javascript:1',
    ],
  ])('and nothing else: %s', (url) => {
    expect(egress.refusal(url)).toMatch(/\w/);
    expect(() => egress.dispatcher(url)).toThrow(expect.objectContaining({ code: 'egress_forbidden' }));
  });

  it('without telling what credentials an address holds', () => {
    const refused = (): unknown => egress.dispatcher('https://user:hunter2@api.amazon.com/path');
    expect(refused).toThrow('https://…@api.amazon.com/path: must not hold credentials');
  });

  it('and when nothing is allowed by name, Amazon alone', () => {
    const strict = new Egress([]);
    expect(strict.refusal('http://127.0.0.1:9090')).toContain('server.allowUpstreams');
    expect([...AMAZON_HOSTS].filter((host) => strict.refusal(`https://${host}`) !== undefined)).toEqual([]);
  });
});

describe('a name of Amazon’s', () => {
  const call = () =>
    exchange(egress, {
      ...{ method: 'POST', url: `${REGIONS.NA.token}`, headers: {}, body: 'secret', timeoutMs: 5_000 },
    });

  it.each([
    [['127.0.0.1']],
    [['169.254.169.254']],
    [['10.1.2.3', '192.168.0.1']],
    [['52.94.236.248', '10.1.2.3']],
    [['2600:9000::1', '::1']],
    [['::ffff:10.1.2.3']],
    [['fe80::1%eth0']],
    [['64:ff9b::a01:203']],
  ])('that has come to mean %j leads nowhere', async (addresses) => {
    dns.answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const bad = addresses.find((address) => !isPublicAddress(address));
    expect(await call()).toEqual({
      ok: false,
      sent: false,
      message: `api.amazon.com means ${bad}, which is not on the internet (egress_forbidden)`,
    });
    expect(dns.asked).toEqual(['api.amazon.com']);
  });

  it('that means nothing is an outage', async () => {
    expect(await call()).toMatchObject({ ok: false, sent: false, message: expect.stringContaining('ENOTFOUND') });
  });
});
