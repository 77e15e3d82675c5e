import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { AMAZON_HOSTS } from './regions.ts';

/** Addresses that no name of Amazon's should ever mean: this machine, its networks, and what is kept for other uses. */
const FORBIDDEN = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  FORBIDDEN.addSubnet(net, bits, 'ipv4');
}
/** What the internet uses of IPv6 so far: loopback, IPv4 in its other forms, NAT64 and local addresses lie outside it. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23], // Teredo, benchmarking, ORCHID
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4
  ['3fff::', 20],
] as const) {
  FORBIDDEN.addSubnet(net, bits, 'ipv6');
}

/** Whether an address is one that may be spoken to on the internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !FORBIDDEN.check(address, 'ipv4');
    case 6:
      return GLOBAL.check(address, 'ipv6') && !FORBIDDEN.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Where connections are had from, for addresses that may be contacted. */
export interface Way {
  /** The connections to use for an address. Throws `egress_forbidden` for one that may not be contacted. */
  dispatcher(url: string): Dispatcher;
}

/**
 * The one way out. Only Amazon's hosts over TLS are ever contacted, and what the operator allowed by name at start (the sandbox); and for
 * alerts the webhooks that an admin added, on the internet over TLS. A name is checked when it is used and its addresses when they are
 * connected to, so a name that comes to mean another address leads nowhere. Redirects are not followed, certificates are always verified.
 */
export class Egress implements Way {
  /** The way to webhooks. */
  readonly webhooks: Way = { dispatcher: (url) => this.#webhook(url) };
  readonly #allowed: ReadonlySet<string>;
  /** Allowed for a while, apart from the operator's: to end it must not end theirs. */
  readonly #lent = new Set<string>();
  readonly #public: Agent;
  readonly #named: Agent;

  /** `allowed` are origins (`http://127.0.0.1:9090`) from the operator's own configuration. */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed.map((origin) => new URL(origin).origin));
    const options = { pipelining: 1, keepAliveTimeout: 30 * SECOND } as const;
    this.#public = new Agent({ ...options, connect: { timeout: 10 * SECOND, lookup: publicLookup } });
    this.#named = new Agent({ ...options, connect: { timeout: 10 * SECOND } });
  }

  /** Allows an origin on this machine from now on: that of a sandbox in this process, and nobody else's. */
  allow(origin: string): void {
    this.#lent.add(new URL(origin).origin);
  }

  /** Ends what `allow` began. */
  disallow(origin: string): void {
    this.#lent.delete(new URL(origin).origin);
  }

  /** Why an address may not be contacted; undefined when it may. For checking configuration before anything is sent. */
  refusal(url: string): string | undefined {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      return 'is not an address';
    }
    if (parsed.username !== '' || parsed.password !== '') return 'must not hold credentials';
    if (this.#isNamed(parsed.origin)) return undefined;
    if (!AMAZON_HOSTS.has(parsed.hostname)) {
      return `${parsed.origin} is not one of Amazon’s hosts (${[...AMAZON_HOSTS].join(', ')}); to send to it all the same, name it in server.allowUpstreams`;
    }
    if (parsed.protocol !== 'https:' || parsed.port !== '') return 'must be https on its usual port';
    return undefined;
  }

  /** The connections to use for an address. Throws `egress_forbidden` for one that may not be contacted. */
  dispatcher(url: string): Dispatcher {
    const refusal = this.refusal(url);
    if (refusal !== undefined) {
      const shown = url.replace(/\/\/[^/]*@/, '//…@');
      throw new DspatchError('egress_forbidden', `${shown}: ${refusal}`);
    }
    return this.#isNamed(new URL(url).origin) ? this.#named : this.#public;
  }

  /**
   * Why a webhook may not be at an address; undefined when it may. That somebody who may added it is what allows its host: it must be on the
   * internet and speak TLS, unless the operator allowed its origin by name. Never repeats the address, which is a secret.
   */
  webhookRefusal(url: string): string | undefined {
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      return 'is not an address: give it whole, beginning with https://';
    }
    if (parsed.username !== '' || parsed.password !== '') return 'must not hold a name and password before the host';
    if (this.#allowed.has(parsed.origin)) return undefined;
    const { hostname, protocol } = parsed;
    if (protocol !== 'https:') return `must begin with https:// ${ALLOWED_BY_NAME}`;
    const address = hostname.replace(/^\[|\]$/g, '');
    const isPublic = isIP(address) === 0 ? hostname.includes('.') : isPublicAddress(address);
    return isPublic ? undefined : `must be on the internet, which ${hostname} is not ${ALLOWED_BY_NAME}`;
  }

  #webhook(url: string): Dispatcher {
    const refusal = this.webhookRefusal(url);
    if (refusal !== undefined) throw new DspatchError('egress_forbidden', `the webhook’s address ${refusal}`);
    return this.#allowed.has(new URL(url).origin) ? this.#named : this.#public;
  }

  #isNamed(origin: string): boolean {
    return this.#allowed.has(origin) || this.#lent.has(origin);
  }

  async close(): Promise<void> {
    await Promise.all([this.#public.destroy(), this.#named.destroy()]);
  }
}

const ALLOWED_BY_NAME = '(the operator may allow its origin all the same: server.allowUpstreams)';

/** Resolves names, and fails unless every address is public. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, '', 0);
    const bad = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (bad !== undefined || first === undefined) {
      const refused = new DspatchError(
        'egress_forbidden',
        `${hostname} means ${bad?.address ?? 'no address'}, which is not on the internet`,
      );
      return callback(refused, '', 0);
    }
    if (options.all === true) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};
