import type { Egress } from '../amazon/egress.ts';
import { REGIONS, type Region } from '../amazon/regions.ts';
import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import type { Integrations } from '../catalog/integrations.ts';
import type { Author } from '../catalog/model.ts';
import { IN_VAULT, vaultName } from '../config/secrets.ts';
import { KITS } from '../kits/library.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { Beginning, Surroundings } from './beginning.ts';
import type { ConsentDates } from './consent-dates.ts';
import { stateOf } from './consent-page.ts';
import { type Found, problem } from './finding.ts';
import { type Deploy, type Done, type Finish, finish } from './finish.ts';
import { type ConnectionView, GuidedConnection } from './guided-connection.ts';
import type { Hosts, OtherHosts, RegionFacts } from './region-facts.ts';

/** What guided connections are made of. */
export interface GuidedConnectionsOptions {
  readonly integrations: Integrations;
  readonly vault: Vault;
  readonly consentDates: ConsentDates;
  readonly egress: Egress;
  readonly clock: Clock;
  /** Where Amazon's page sends a person back to: the gateway's own `/connect/callback`, as a loopback address. */
  readonly callbackUrl: () => string;
  readonly deploy: Deploy;
  /** Amazon's regions, unless others are tried. */
  readonly regions?: Readonly<Record<Region, RegionFacts>>;
}

/** What a person begins a connection with. */
export interface Begin {
  readonly kit: string;
  readonly region: Region;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Registered with the security profile; the gateway's own callback where it is not given. */
  readonly redirectUri?: string | undefined;
  /** Other hosts than the region's: a sandbox's. */
  readonly hosts?: OtherHosts | undefined;
}

/** The most connections on their way at once; and of one person: the oldest gives way. */
const MOST = 100;
const MOST_OF_ONE = 5;

interface Kept {
  readonly owner: string;
  readonly connection: GuidedConnection;
}

/**
 * The guided connections that are on their way. Each is its beginner's: nobody else can go on with it. They are kept in memory alone,
 * and end after half an hour, or with the gateway.
 */
export class GuidedConnections {
  readonly #options: GuidedConnectionsOptions;
  readonly #around: Surroundings;
  readonly #kept = new Map<string, Kept>();

  constructor(options: GuidedConnectionsOptions) {
    this.#options = options;
    const { egress, clock, regions = REGIONS } = options;
    this.#around = { egress, clock, regions };
  }

  /** How many are on their way. */
  get size(): number {
    return this.#kept.size;
  }

  /** Begins one, with a page of Amazon's to open. Throws `invalid_request` for what cannot be begun with. */
  begin(author: Author, begin: Begin): ConnectionView {
    const kit = KITS.get(begin.kit);
    if (kit === undefined)
      throw bad(`there is no kit "${begin.kit.slice(0, 60)}"${didYouMean(begin.kit, KITS.keys())}`);
    const { region, clientId, clientSecret } = begin;
    const hosts = this.#hosts(region, begin.hosts);
    const redirectUri = this.#redirectUri(begin.redirectUri);
    return this.#keep(author, { kit, region, hosts, clientId, clientSecret, redirectUri, again: undefined });
  }

  /** Connects an integration again, by the client that it has. Throws `invalid_request` where it lacks something for that. */
  async beginAgain(author: Author, integration: string, redirectUri: string | undefined): Promise<ConnectionView> {
    const { name, draft } = await this.#options.integrations.need(integration);
    const kit = KITS.get(draft.kit);
    const text = (parameter: string): string | undefined => {
      const value: Json | undefined = draft.parameters[parameter];
      return typeof value === 'string' ? value : undefined;
    };
    const clientId = text('CLIENT_ID');
    const inVault = text('CLIENT_SECRET') === IN_VAULT;
    const clientSecret = inVault ? this.#options.vault.secret(vaultName(name, 'CLIENT_SECRET')) : undefined;
    if (kit === undefined || clientId === undefined || clientSecret === undefined) {
      throw bad(`the vault holds no client secret for "${name}": connect it with client id and secret`);
    }
    const given = text('REGION') ?? 'NA';
    const region = (Object.keys(this.#around.regions) as Region[]).find((known) => known === given) ?? 'NA';
    const [api, token] = [text('BASE_URL'), text('LOGIN_URL')];
    // A stand-in has its page beside its tokens.
    const authorize = token !== undefined && LOGIN_PATH.test(token) ? token.replace(LOGIN_PATH, '/ap/oa') : undefined;
    const isUsual = token === undefined || token === this.#around.regions[region].token;
    const hosts = this.#hosts(region, isUsual ? { api } : { api, token, authorize });
    const again = { name, content: draft };
    return this.#keep(author, {
      kit,
      region,
      hosts,
      clientId,
      clientSecret,
      redirectUri: this.#redirectUri(redirectUri),
      again,
    });
  }

  /** A connection on its way. Rejects with `not_found` for one that has ended, or that somebody else began. */
  of(author: Author, id: string): GuidedConnection {
    this.look(this.#options.clock.now());
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.owner === ownerOf(author)) return kept.connection;
    throw new DspatchError(
      'not_found',
      'there is no such connection on its way: it ends after half an hour; begin again',
    );
  }

  /** Takes what Amazon's page sends a browser back with: the state says to which connection it belongs. */
  async receive(redirected: string): Promise<Found<ConnectionView>> {
    this.look(this.#options.clock.now());
    const state = stateOf(redirected);
    const found = [...this.#kept.values()].filter(({ connection }) => connection.asksWith(state ?? ''));
    const connection = found[0]?.connection;
    if (connection !== undefined) return connection.receive(redirected);
    const mend = 'Begin again where you began, and use the page that is opened then.';
    return problem(
      'wrong_state',
      'consent',
      'nobody waits for this answer: it is of another attempt, or came too late',
      mend,
    );
  }

  /** Asks for the consent anew. */
  askAgain(author: Author, id: string, redirectUri: string | undefined): Promise<ConnectionView> {
    return this.of(author, id).askAgain(redirectUri === undefined ? undefined : this.#redirectUri(redirectUri));
  }

  /** Makes or changes the integration, keeps its secrets, and hands it on to be deployed. Then the connection is forgotten. */
  async finish(author: Author, id: string, order: Finish): Promise<Found<Done>> {
    const connection = this.of(author, id);
    const finished = await connection.inTurn(() => {
      // Whoever finished it first has done it.
      this.of(author, id);
      return finish(connection, order, author, this.#options);
    });
    if (finished.ok) this.#kept.delete(id);
    return finished;
  }

  /** Forgets a connection, secrets and all. */
  forget(author: Author, id: string): void {
    this.of(author, id);
    this.#kept.delete(id);
  }

  /** To be called now and then: what has ended is forgotten. */
  look(now: number): void {
    for (const [id, { connection }] of this.#kept) if (connection.endsAt <= now) this.#kept.delete(id);
  }

  #keep(author: Author, beginning: Beginning): ConnectionView {
    this.look(this.#options.clock.now());
    const owner = ownerOf(author);
    const ids = [...this.#kept].filter(([, kept]) => kept.owner === owner).map(([id]) => id);
    for (const id of ids.slice(0, Math.max(0, ids.length - MOST_OF_ONE + 1))) this.#kept.delete(id);
    if (this.#kept.size >= MOST) {
      throw new DspatchError('too_many_requests', `${MOST} connections are on their way: try again in half an hour`);
    }
    const connection = new GuidedConnection(beginning, this.#around);
    this.#kept.set(connection.id, { owner, connection });
    return connection.view;
  }

  #hosts(region: Region, given: OtherHosts = {}): Hosts {
    const { api, token, authorize } = this.#around.regions[region];
    // The page is opened by a browser and not by us; but nobody is to be sent to a stranger's with a client of Amazon's.
    const others = [given.api, given.token, given.authorize === authorize ? undefined : given.authorize];
    for (const url of others) {
      const refusal = url === undefined ? undefined : this.#around.egress.refusal(url);
      if (refusal !== undefined) throw bad(`${url} ${refusal}`);
    }
    return { api: given.api ?? api, token: given.token ?? token, authorize: given.authorize ?? authorize };
  }

  #redirectUri(given: string | undefined): string {
    if (given === undefined) return this.#options.callbackUrl();
    const url = URL.parse(given);
    const isLoopback = url?.protocol === 'http:' && LOOPBACK.has(url.hostname);
    if (url !== null && url.hash === '' && (url.protocol === 'https:' || isLoopback)) return given;
    throw bad(
      'the redirect address must be https, as it is registered with the security profile; or a loopback address',
    );
  }
}

const LOGIN_PATH = /\/auth\/o2\/token$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function ownerOf({ kind, id }: Author): string {
  return `${kind} ${id}`;
}

function bad(message: string): DspatchError {
  return new DspatchError('invalid_request', message);
}
