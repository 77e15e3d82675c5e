import { DspatchError } from '../base/errors.ts';
import { secretsFrom } from '../config/secrets.ts';
import { Secret } from '../vault/secret.ts';
import { readSecret } from './password-prompt.ts';

/** A secret from where `--from` says it is on this machine (`env:NAME`, `file:PATH`); typed unseen, or a line of standard input, without it. */
export async function secretFor(what: string, from: string | undefined): Promise<Secret> {
  if (from === undefined) return new Secret(await readSecret(what));
  const secret = secretsFrom(process.cwd(), process.env)(from, what);
  if (secret instanceof Secret) return secret;
  throw new DspatchError('usage', `--from: ${secret.error}`);
}
