import { createHash, timingSafeEqual } from 'node:crypto';

/** A security profile registered with Login with Amazon, as the sandbox is told of it. */
export interface SandboxClient {
  readonly id: string;
  readonly secret: string;
  /** Refresh tokens that are good from the start; those given out by the authorization page come on top. */
  readonly refreshTokens?: readonly string[] | undefined;
  /** Redirect addresses registered for it; any `https` or loopback address when absent. */
  readonly redirectUris?: readonly string[] | undefined;
}

/** Who may ask for tokens: the clients it was given, or anybody when it was given none. */
export class Clients {
  readonly #byId: ReadonlyMap<string, SandboxClient> | undefined;

  constructor(clients: readonly SandboxClient[] | undefined) {
    this.#byId = clients && new Map(clients.map((client) => [client.id, client]));
  }

  /** Whether only listed clients and tokens are good. */
  get strict(): boolean {
    return this.#byId !== undefined;
  }

  find(id: string): SandboxClient | undefined {
    return this.#byId?.get(id);
  }

  knows(id: string): boolean {
    return this.#byId === undefined || this.#byId.has(id);
  }

  /** Whether the secret is this client's; any secret is when no clients are listed. */
  secretMatches(id: string, secret: string): boolean {
    if (this.#byId === undefined) return true;
    const client = this.#byId.get(id);
    return client !== undefined && timingSafeEqual(digest(client.secret), digest(secret));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
