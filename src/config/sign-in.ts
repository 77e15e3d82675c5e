import type { Problem } from '../base/problem.ts';
import type { ResolveSecret } from '../kits/parameters.ts';
import type { OidcOptions } from '../people/oidc.ts';
import { Secret } from '../vault/secret.ts';
import type { Config } from './schema.ts';

/** What keeps people from signing in by the configured issuer. */
export function checkSignIn({ server }: Config, resolveSecret: ResolveSecret): Problem[] {
  const secret = server.signIn.oidc && resolveSecret(server.signIn.oidc.clientSecret, 'clientSecret');
  if (secret === undefined || secret instanceof Secret) return [];
  return [{ path: ['server', 'signIn', 'oidc', 'clientSecret'], message: secret.error }];
}

/** How to sign in by the configured issuer; undefined where there is none. The configuration was checked. */
export function oidcOptions({ server }: Config, resolveSecret: ResolveSecret): OidcOptions | undefined {
  if (server.signIn.oidc === undefined) return undefined;
  const { clientSecret: reference, ...rest } = server.signIn.oidc;
  const clientSecret = resolveSecret(reference, 'clientSecret');
  return clientSecret instanceof Secret ? { ...rest, clientSecret } : undefined;
}
