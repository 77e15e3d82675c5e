import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { isPublicAddress, publicLookup } from '../amazon/egress.ts';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';

/** The most of an answer that is read: keys and claims are far shorter. */
const LONGEST = 1024 * 1024;

/** One request, as the fetch of a library puts it. */
export interface IssuerRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * The way to an OpenID Connect issuer. Its own origin may be anywhere, this machine included, since the operator's configuration names it;
 * of other hosts, which the issuer names, only those on the internet over TLS are contacted, and what the operator allowed besides.
 * Redirects are not followed, certificates are always verified.
 */
export class IssuerHttp {
  readonly #named: ReadonlySet<string>;
  readonly #toNamed: Agent;
  readonly #toPublic: Agent;

  /** `named` are addresses from the operator's own configuration. */
  constructor(named: readonly string[]) {
    this.#named = new Set(named.map((url) => new URL(url).origin));
    this.#toNamed = new Agent({ connect: { timeout: 10 * SECOND } });
    this.#toPublic = new Agent({ connect: { timeout: 10 * SECOND, lookup: publicLookup } });
  }

  /** Rejects with `egress_forbidden` for an address that may not be contacted, and with the network's own errors. */
  async fetch(url: string, { method, headers, body, signal }: IssuerRequest): Promise<Response> {
    const response = await request(url, {
      dispatcher: this.#dispatcher(url),
      method: method as 'GET',
      headers,
      body: body instanceof URLSearchParams ? body.toString() : ((body as string | null | undefined) ?? null),
      ...(signal === undefined ? {} : { signal }),
      ...{ headersTimeout: 10 * SECOND, bodyTimeout: 10 * SECOND },
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LONGEST) {
        response.body.destroy();
        throw new DspatchError('issuer_answer', `the answer is longer than ${LONGEST} bytes`);
      }
      chunks.push(chunk);
    }
    const told = Object.entries(response.headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    );
    return new Response(size === 0 ? null : Buffer.concat(chunks), { status: response.statusCode, headers: told });
  }

  async close(): Promise<void> {
    await Promise.all([this.#toNamed.destroy(), this.#toPublic.destroy()]);
  }

  #dispatcher(url: string): Agent {
    const { origin, protocol, hostname } = new URL(url);
    if (this.#named.has(origin)) return this.#toNamed;
    // An address is not looked up, so that nothing looks at it when it is connected to.
    const host = hostname.replace(/^\[|\]$/g, '');
    const isPublic = isIP(host) === 0 || isPublicAddress(host);
    if (protocol === 'https:' && isPublic) return this.#toPublic;
    throw new DspatchError(
      'egress_forbidden',
      `${origin} is neither the issuer’s own nor on the internet over TLS: name it in server.allowUpstreams`,
    );
  }
}
