import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { withoutSecrets } from './redact.ts';

describe('what goes on record without secrets', () => {
  it.each([
    ...['clientSecret', 'CLIENT_SECRET', 'secret', 'secrets', 'refreshToken', 'REFRESH_TOKEN', 'token', 'access-token'],
    ...['password', 'Passwort', 'passphrase', 'credentials', 'Authorization', 'Set-Cookie', 'digest', 'apiKey'],
    ...['api_key', 'privateKey', 'private key', 'masterKey', 'writeKeys', 'write-key', 'signingKey'],
  ])('blackens what stands under %s', (name) => {
    expect(withoutSecrets({ a: [{ [name]: 'canary' }] })).toEqual({ a: [{ [name]: '[redacted]' }] });
  });

  it.each(['name', 'role', 'REGION', 'keyboard', 'matchKeys', 'key', 'ADVERTISER_ID', 'tokyo', 'path'])(
    'leaves %s be',
    (name) => {
      expect(withoutSecrets({ [name]: 'seen' })).toEqual({ [name]: 'seen' });
    },
  );

  it('blackens texts and numbers however deep, and keeps whether there was something', () => {
    const value: Json = { secrets: { a: 'x', b: [1, { c: 'y', password: null }], d: true, e: null } };
    expect(withoutSecrets(value)).toEqual({
      secrets: { a: '[redacted]', b: ['[redacted]', { c: '[redacted]', password: null }], d: true, e: null },
    });
  });

  it('changes nothing of what it is given, and takes any JSON', () => {
    const value = { token: 'x', list: [1, 'a', null, { b: false }] };
    withoutSecrets(value);
    expect(value.token).toBe('x');
    for (const plain of [null, 1, 'text', true, [], {}, [[]]]) expect(withoutSecrets(plain)).toEqual(plain);
    expect(withoutSecrets(JSON.parse('{"__proto__":{"password":"x"}}'))).toEqual(
      JSON.parse('{"__proto__":{"password":"[redacted]"}}'),
    );
  });
});
