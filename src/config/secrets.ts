import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DspatchError } from '../base/errors.ts';
import type { ResolveSecret } from '../kits/parameters.ts';
import { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';

/** Says of a parameter that its secret is in the vault. */
export const IN_VAULT = 'vault:';

/**
 * Resolves `env:NAME` and `file:PATH` (relative to the configuration's folder). A file is read anew at each use, so that a secret can be
 * replaced while the gateway runs. A literal is refused, without being repeated.
 */
export function secretsFrom(folder: string, env: Readonly<Record<string, string | undefined>>): ResolveSecret {
  return (reference) => {
    const [, kind, rest = ''] = /^(env|file):(.*)$/s.exec(reference.trim()) ?? [];
    if (kind === 'env') {
      const value = env[rest];
      return value === undefined || value.trim() === ''
        ? { error: `the environment variable ${rest} is not set` }
        : new Secret(value.trim());
    }
    if (kind === 'file') {
      const path = resolve(folder, rest);
      try {
        read(path);
      } catch (error) {
        return { error: (error as Error).message };
      }
      return new Secret(() => read(path));
    }
    return { error: 'a secret is not written down here: give it as env:NAME or file:PATH' };
  };
}

/** The vault's name of an integration's secret. */
export function vaultName(integration: string, parameter: string): string {
  return `${integration}/${parameter}`;
}

/** Resolves `vault:` in the secrets of an integration, too. */
export function secretsWith(vault: Vault, others: ResolveSecret): (integration: string) => ResolveSecret {
  return (integration) => (reference, parameter) => {
    if (reference.trim() !== IN_VAULT) return others(reference, parameter);
    const secret = vault.secret(vaultName(integration, parameter));
    return secret ?? { error: 'the vault holds no secret for it yet: put it in' };
  };
}

function read(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DspatchError('secret_unreadable', `the secret file ${path} cannot be read (${code})`, { cause: error });
  }
  if (text === '') throw new DspatchError('secret_unreadable', `the secret file ${path} is empty`);
  return text;
}
