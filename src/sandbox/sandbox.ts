import { DAY, SECOND } from '../base/durations.ts';
import type { AdvertiserFields } from './accounts/advertiser-list.ts';
import type { Advertiser } from './accounts/seeds.ts';
import type { Definition, DefinitionFields } from './definitions/definition.ts';
import type { FaultList } from './faults/fault-list.ts';
import { listen } from './http/server.ts';
import type { LoginSettings } from './login/login.ts';
import type { SandboxOptions } from './options.ts';
import type { AcceptedEvent, EventQuery } from './record/accepted-event.ts';
import type { RequestQuery, SeenRequest } from './record/seen-request.ts';
import type { Summary } from './record/summary.ts';
import { createWorld, resetWorld, type World } from './world.ts';

export type { Advertiser } from './accounts/seeds.ts';
export type { Definition } from './definitions/definition.ts';
export type { Fault, FaultMatch } from './faults/fault.ts';
export type { FaultState } from './faults/fault-list.ts';
export type { SandboxClient } from './login/clients.ts';
export type { LoginSettings } from './login/login.ts';
export type { SandboxOptions } from './options.ts';
export type { AcceptedEvent, EventQuery } from './record/accepted-event.ts';
export type { RequestQuery, SeenRequest } from './record/seen-request.ts';
export type { Summary } from './record/summary.ts';

/**
 * A running stand-in for Amazon. It plays Login with Amazon, the account listings, the conversion definitions and both
 * import APIs at `url`, judges what it is sent by Amazon's documents, and remembers what it accepted. Everything below is
 * also to be had over HTTP under `/_sandbox/`.
 */
export interface Sandbox {
  /** Where it listens, without a slash at the end. The one address serves for login and API. */
  readonly url: string;
  readonly port: number;
  /** Accepted events that are still kept, newest last. */
  events(query?: EventQuery): AcceptedEvent[];
  /** Requests to Amazon's endpoints that are still kept, newest last. */
  requests(query?: RequestQuery): SeenRequest[];
  /** Counts of everything since the start or the last reset. */
  summary(): Summary;
  /** How often each dedupe id was accepted, in one account or in all: exact, as long as none was forgotten. */
  dedupeIds(accountId?: string): Map<string, number>;
  /** What goes wrong on demand. */
  readonly faults: Pick<FaultList, 'set' | 'add' | 'clear' | 'list'>;
  readonly advertisers: SandboxAdvertisers;
  readonly definitions: SandboxDefinitions;
  readonly login: SandboxLogin;
  /** Forgets what was seen, clears the faults, and undoes changes of login, advertisers and definitions. */
  reset(): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/** The DSP advertisers of the user. */
export interface SandboxAdvertisers {
  readonly all: readonly Advertiser[];
  add(fields: AdvertiserFields): Advertiser;
}

/** The conversion definitions of the accounts. */
export interface SandboxDefinitions {
  list(accountId: string): Definition[];
  find(accountId: string, id: string): Definition | undefined;
  add(accountId: string, fields: DefinitionFields): Definition;
}

/** Login with Amazon, from behind the counter. */
export interface SandboxLogin {
  /** How it behaves; may be assigned to at any time. */
  readonly settings: LoginSettings;
  /** A good access token for a client, without the token call. */
  accessToken(clientId: string): string;
  /** A refresh token as the consent page would bring it. */
  refreshToken(clientId: string): string;
  /** Makes one access token, or every one there is, worthless. */
  revokeAccessTokens(token?: string): void;
  /** Makes one refresh token, or every one there is, worthless. */
  revokeRefreshTokens(token?: string): void;
}

/**
 * Starts a sandbox. Rejects with a DspatchError when an option makes no sense (`sandbox_options`) or the port is taken
 * (`sandbox_listen`).
 *
 * @example
 * const sandbox = await startSandbox({ definitions: 'strict' });
 * sandbox.faults.set({ kind: 'status', status: 503, times: 2, match: { endpoint: 'eventData' } });
 * // ... point the gateway at sandbox.url ...
 * sandbox.summary().accepted;
 * await sandbox.close();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = createWorld(options);
  const listener = await listen(world);
  const { record, faults, advertisers, definitions, clock } = world;
  return {
    url: `http://${reachable(world.settings.host)}:${listener.port}`,
    port: listener.port,
    events: (query) => record.events(query),
    requests: (query) => record.requests(query),
    summary: () => record.summary(),
    dedupeIds: (accountId) => record.dedupeIds(accountId),
    faults,
    advertisers,
    definitions: {
      list: (accountId) => definitions.list(accountId),
      find: (accountId, id) => definitions.find(accountId, id),
      add: (accountId, fields) => definitions.add(accountId, fields, clock.now()),
    },
    login: loginOf(world),
    reset: () => resetWorld(world),
    close: () => listener.close(),
  };
}

function loginOf({ login, clock }: World): SandboxLogin {
  const { settings, accessTokens, refreshTokens } = login;
  return {
    settings,
    accessToken: (clientId) => accessTokens.issue(clientId, clock.now(), settings.accessTokenSeconds * SECOND),
    refreshToken: (clientId) => refreshTokens.issue(clientId, clock.now() + settings.consentDays * DAY),
    revokeAccessTokens: (token) => accessTokens.revoke(token),
    revokeRefreshTokens: (token) => refreshTokens.revoke(token),
  };
}

/** The host to put into an address: one that listens everywhere is reached at loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
