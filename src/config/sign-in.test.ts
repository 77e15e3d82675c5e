import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ownFolder } from '../../test/support/cli.ts';
import { configJsonSchema } from './json-schema.ts';
import { type Loaded, parseConfig } from './load.ts';
import { secretsFrom } from './secrets.ts';
import { oidcOptions } from './sign-in.ts';

const ENV = { OIDC_SECRET: 'canary-of-the-client' };
const OIDC = {
  ...{ issuer: 'https://issuer.example/tenant', clientId: 'dspatch', clientSecret: 'env:OIDC_SECRET' },
  ...{ role: 'read_only', allowedDomains: ['example.com'] },
};

/** A configuration with this server section: loaded, or its problems as `path: message`. */
function load(server: object, connect = true): Loaded | readonly string[] {
  const result = parseConfig(JSON.stringify({ server }), '/', { env: ENV, connect });
  if (result.ok) return result.loaded;
  return result.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const signIn = (oidc: object): Loaded | readonly string[] => load({ signIn: { oidc } });

describe('server.signIn.oidc', () => {
  it('is read with its secret, which stays one', () => {
    const loaded = signIn({ ...OIDC, roleClaim: { claim: 'groups', roles: { ops: 'admin' } } }) as Loaded;
    const options = oidcOptions(loaded.config, secretsFrom('/', ENV));
    expect(options).toMatchObject({
      ...{ issuer: OIDC.issuer, clientId: 'dspatch', title: 'single sign-on', role: 'read_only' },
      ...{ allowedDomains: ['example.com'], roleClaim: { claim: 'groups', roles: { ops: 'admin' } } },
    });
    expect(options?.clientSecret.reveal()).toBe('canary-of-the-client');
    expect(JSON.stringify([loaded.config, options])).not.toContain('canary');
  });

  it('need not be there', () => {
    const loaded = load({}) as Loaded;
    expect([loaded.config.server.signIn, oidcOptions(loaded.config, secretsFrom('/', ENV))]).toEqual([{}, undefined]);
  });

  it('takes a secret from a file, and one that is replaced', () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'secret'), 'first\n');
    const text = JSON.stringify({ server: { signIn: { oidc: { ...OIDC, clientSecret: 'file:secret' } } } });
    const result = parseConfig(text, folder, { env: {} });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const options = oidcOptions(result.loaded.config, secretsFrom(folder, {}));
    writeFileSync(join(folder, 'secret'), 'second\n');
    expect(options?.clientSecret.reveal()).toBe('second');
  });

  it('may name an issuer on this machine without TLS', () => {
    for (const issuer of ['http://127.0.0.1:9000', 'http://localhost:9000/realm', 'http://[::1]:9000']) {
      expect(signIn({ ...OIDC, issuer })).toHaveProperty('config');
    }
  });

  it.each<[string, object, string]>([
    ['without TLS', { issuer: 'http://issuer.example' }, 'issuer: must be an https address, or one of this machine'],
    ['that is no address', { issuer: 'issuer' }, 'issuer: must be an http(s) address'],
    [
      'with its secret written down',
      { clientSecret: 'canary' },
      'clientSecret: a secret is not written down here: give it as env:NAME or file:PATH',
    ],
    [
      'whose secret is not there',
      { clientSecret: 'env:OIDC_SECRT' },
      'clientSecret: the environment variable OIDC_SECRT is not set',
    ],
    ['with an unknown role', { role: 'root' }, 'role: must be one of admin, deployment_manager, integration_manager'],
    [
      'with an address for a domain',
      { allowedDomains: ['a@example.com'] },
      'allowedDomains.0: a domain is what stands',
    ],
    [
      'that lets in everybody it knows',
      { allowedDomains: undefined },
      ': would let in everybody whom the issuer knows: name allowedDomains, or a roleClaim',
    ],
    ['that lets in nobody', { role: undefined }, ': lets nobody in: name the role of new people, or a roleClaim'],
    ['with a word misspelt', { clientID: 'x' }, 'clientID: is not known here (did you mean "clientId"?)'],
  ])('is refused: an issuer %s', (_, more, problem) => {
    const problems = signIn({ ...OIDC, ...more }) as readonly string[];
    const path = problem.startsWith(':') ? 'server.signIn.oidc' : 'server.signIn.oidc.';
    expect(problems).toEqual([expect.stringContaining(`${path}${problem}`)]);
    expect(problems.join()).not.toContain('canary');
  });

  it('needs no secret where nothing is connected', () => {
    const oidc = { ...OIDC, clientSecret: 'env:NOT_HERE' };
    expect(load({ signIn: { oidc } }, false)).toHaveProperty('config');
  });

  it('is known to editors', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(configJsonSchema());
    const config = (oidc: object): unknown => ({ server: { signIn: { oidc } } });
    expect([validate(config(OIDC)), validate(config({ ...OIDC, clientSecret: 'canary' }))]).toEqual([true, false]);
  });
});

describe('what else of the server people have to do with', () => {
  it('has defaults, and limits', () => {
    const { config } = load({}) as Loaded;
    expect([config.server.retention.auditDays, config.server.admin.publicUrl]).toEqual([90, undefined]);
    const own = load({ retention: { auditDays: 400 }, admin: { publicUrl: 'https://dspatch.example' } }) as Loaded;
    expect([own.config.server.retention.auditDays, own.config.server.admin.publicUrl]).toEqual([
      ...[400, 'https://dspatch.example'],
    ]);
    expect(load({ admin: { publicUrl: 'https://example.com/dspatch/' } })).toEqual([
      'server.admin.publicUrl: must be an address without a path',
    ]);
    expect(load({ retention: { auditDays: 0 }, admin: { publicUrl: 'dspatch.example' } })).toEqual([
      expect.stringMatching(/^server\.retention\.auditDays: must be at least 1/),
      expect.stringMatching(/^server\.admin\.publicUrl: must be an http\(s\) address/),
    ]);
  });
});
