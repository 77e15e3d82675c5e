import type { Settings } from '../options.ts';
import { AccessTokens } from './access-tokens.ts';
import { Clients } from './clients.ts';
import { Codes } from './codes.ts';
import { RefreshTokens } from './refresh-tokens.ts';

/** What a refresh does with the refresh token: give back the same one, as Amazon does, or a new one. */
export type Rotation = 'off' | 'keep_old' | 'revoke_old';

/** The settings of the login that tests change while the sandbox runs. */
export interface LoginSettings {
  /** Life of an access token in seconds, sent as `expires_in`. */
  accessTokenSeconds: number;
  /** Life of a consent in days. */
  consentDays: number;
  rotateRefreshTokens: Rotation;
  /** `view`: the tokens may list definitions but not import (fact sheet 3.1). */
  access: 'edit' | 'view';
}

/** Login with Amazon: who may log in, what was given out, and how it behaves. */
export interface Login {
  readonly clients: Clients;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly codes: Codes;
  readonly settings: LoginSettings;
}

export function createLogin(settings: Settings): Login {
  const clients = new Clients(settings.clients);
  return {
    clients,
    accessTokens: new AccessTokens(),
    refreshTokens: new RefreshTokens(clients),
    codes: new Codes(),
    settings: { ...settings.login },
  };
}
