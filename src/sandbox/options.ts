import { type Clock, systemClock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { REGIONS, type Region } from './accounts/region.ts';
import type { SandboxClient } from './login/clients.ts';
import type { LoginSettings, Rotation } from './login/login.ts';

/** How a sandbox behaves; every member has a default that lets a newcomer's first request through. */
export interface SandboxOptions {
  /** Address to listen on; default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Port to listen on; default 0, any free one. */
  readonly port?: number | undefined;
  /** The sandbox's time: tokens, codes and the age of events go by it, and so do delays. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** The region it plays at `/`; the prefixes `/na`, `/eu` and `/fe` reach each. Default `NA`. */
  readonly region?: Region | undefined;
  /** The regions in which the user has profiles; default all three. In the others the list is empty, as in a wrong region. */
  readonly profileRegions?: readonly Region[] | undefined;
  /** The only clients and refresh tokens that are good. Default: every client and every refresh token. */
  readonly clients?: readonly SandboxClient[] | undefined;
  /** `any` (the default) takes every number as an advertiser id, `strict` only the seeded ones. */
  readonly accounts?: 'any' | 'strict' | undefined;
  /** `any` (the default) takes every number as a profile id, `strict` only the seeded ones. */
  readonly profiles?: 'any' | 'strict' | undefined;
  /** `any` (the default) takes every number as a conversion definition id, `strict` only those of the account. */
  readonly definitions?: 'any' | 'strict' | undefined;
  /** Whether `dsp_v1` takes `MATCH_ID`, which Amazon's published enum does not list; default false. */
  readonly acceptMatchId?: boolean | undefined;
  /**
   * What `dsp_v1`, which cannot carry consent, does with events of the EEA and the UK: nothing is known of what Amazon
   * does, so they are taken by default (`ignored`); `required` refuses each one.
   */
  readonly consentInDspV1?: 'ignored' | 'required' | undefined;
  /** Whether the tokens may import (`edit`, the default) or only look (`view`). */
  readonly access?: 'edit' | 'view' | undefined;
  /** Life of an access token in seconds; default 3600. */
  readonly accessTokenSeconds?: number | undefined;
  /** Life of a consent in days; default 365. */
  readonly consentDays?: number | undefined;
  /** Whether a refresh brings a new refresh token; default `off`, as with Amazon. */
  readonly rotateRefreshTokens?: Rotation | undefined;
  /** Import requests per second and account before 429; default none. Amazon is said to allow `dsp_v1` 5. */
  readonly rateLimit?: number | undefined;
  /** Largest request body in bytes before 413; default 1,000,000. Amazon publishes no figure. */
  readonly maxBodyBytes?: number | undefined;
  /** How many accepted events, and how many requests, are remembered; default 10,000. */
  readonly keep?: number | undefined;
  /** How many dedupe ids are counted; default 1,000,000. */
  readonly keepIds?: number | undefined;
}

/** The options with their defaults filled in. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly region: Region;
  readonly profileRegions: readonly Region[];
  readonly clients: readonly SandboxClient[] | undefined;
  readonly accounts: 'any' | 'strict';
  readonly profiles: 'any' | 'strict';
  readonly definitions: 'any' | 'strict';
  readonly acceptMatchId: boolean;
  readonly consentInDspV1: 'ignored' | 'required';
  readonly login: Readonly<LoginSettings>;
  readonly rateLimit: number | undefined;
  readonly maxBodyBytes: number;
  readonly keep: number;
  readonly keepIds: number;
}

/** Fills in the defaults. Throws a DspatchError (`sandbox_options`) for a number that makes no sense. */
export function readOptions(options: SandboxOptions): Settings {
  return {
    host: options.host ?? '127.0.0.1',
    port: whole('port', options.port, 0, 0),
    clock: options.clock ?? systemClock,
    region: options.region ?? 'NA',
    profileRegions: options.profileRegions ?? REGIONS,
    clients: options.clients,
    accounts: options.accounts ?? 'any',
    profiles: options.profiles ?? 'any',
    definitions: options.definitions ?? 'any',
    acceptMatchId: options.acceptMatchId ?? false,
    consentInDspV1: options.consentInDspV1 ?? 'ignored',
    login: {
      accessTokenSeconds: whole('accessTokenSeconds', options.accessTokenSeconds, 3600, 1),
      consentDays: whole('consentDays', options.consentDays, 365, 1),
      rotateRefreshTokens: options.rotateRefreshTokens ?? 'off',
      access: options.access ?? 'edit',
    },
    rateLimit: options.rateLimit === undefined ? undefined : whole('rateLimit', options.rateLimit, 1, 1),
    maxBodyBytes: whole('maxBodyBytes', options.maxBodyBytes, 1_000_000, 1),
    keep: whole('keep', options.keep, 10_000, 0),
    keepIds: whole('keepIds', options.keepIds, 1_000_000, 0),
  };
}

function whole(name: string, given: number | undefined, fallback: number, least: number): number {
  const value = given ?? fallback;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new DspatchError('sandbox_options', `sandbox option ${name}: ${value} is not a whole number from ${least} up`);
}
