import type { Clock } from '../base/clock.ts';
import { AdvertiserList } from './accounts/advertiser-list.ts';
import { Definitions } from './definitions/definitions.ts';
import { FaultList } from './faults/fault-list.ts';
import { createLogin, type Login } from './login/login.ts';
import { readOptions, type SandboxOptions, type Settings } from './options.ts';
import { RateLimit } from './rate-limit.ts';
import { SandboxRecord } from './record/record.ts';

/** All of one sandbox's state; every endpoint is handed it. */
export interface World {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly login: Login;
  readonly advertisers: AdvertiserList;
  readonly definitions: Definitions;
  readonly rateLimit: RateLimit;
  readonly faults: FaultList;
  readonly record: SandboxRecord;
}

export function createWorld(options: SandboxOptions): World {
  const settings = readOptions(options);
  const { clock } = settings;
  return {
    settings,
    clock,
    login: createLogin(settings),
    advertisers: new AdvertiserList(),
    definitions: new Definitions(clock.now()),
    rateLimit: new RateLimit(settings.rateLimit, clock),
    faults: new FaultList(),
    record: new SandboxRecord(settings),
  };
}

/**
 * Forgets what was seen, clears the faults, and puts login settings, revoked refresh tokens, advertisers and definitions back to how they
 * were. Tokens that were given out and not revoked stay good, so that a running client is not disturbed.
 */
export function resetWorld(world: World): void {
  world.record.clear();
  world.faults.clear();
  world.advertisers.reset();
  world.definitions.reset(world.clock.now());
  world.login.refreshTokens.restore();
  Object.assign(world.login.settings, world.settings.login);
}
