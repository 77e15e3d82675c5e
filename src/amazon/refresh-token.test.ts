import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../vault/secret.ts';
import { KeptRefreshToken } from './refresh-token.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dspatch-token-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An integration's refresh token as it is after a start with this configuration. */
function kept({ configured = 'configured-1', secret = 'secret-1', name = 'amazon' } = {}): KeptRefreshToken {
  return new KeptRefreshToken(new Secret(configured), new Secret(secret), directory, name);
}

const path = (): string => join(directory, 'dspatch.tokens.json');

it('is the configured one as long as Amazon gave no other', () => {
  expect(kept().current().reveal()).toBe('configured-1');
  expect(readdirSync(directory)).toEqual([]);
});

it('is the one that Amazon gave last, over restarts too', () => {
  const first = kept();
  first.replace(new Secret('exchanged-1'));
  first.replace(new Secret('exchanged-2'));
  expect(first.current().reveal()).toBe('exchanged-2');
  expect(kept().current().reveal()).toBe('exchanged-2');
});

it('lies on disk sealed, for its owner alone, and nothing else is left there', () => {
  kept().replace(new Secret('exchanged-1'));
  expect(readdirSync(directory)).toEqual(['dspatch.tokens.json']);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  const text = readFileSync(path(), 'utf8');
  for (const secret of ['exchanged-1', 'configured-1', 'secret-1']) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
  }
});

it.each([
  ['another refresh token was configured', { configured: 'configured-2' }, 'configured-2'],
  ['another client secret was configured', { secret: 'secret-2' }, 'configured-1'],
  ['it is another integration', { name: 'other' }, 'configured-1'],
])('is the configured one when %s', (_, configuration, token) => {
  kept().replace(new Secret('exchanged-1'));
  expect(kept(configuration).current().reveal()).toBe(token);
});

it('gives way at once to one that is put into its file while the gateway runs', () => {
  let configured = 'configured-1';
  const token = new KeptRefreshToken(new Secret(() => configured), new Secret('secret-1'), directory, 'amazon');
  token.replace(new Secret('exchanged-1'));
  configured = 'configured-2';
  expect(token.current().reveal()).toBe('configured-2');
});

it('is kept for each integration by itself', () => {
  kept({ name: 'a' }).replace(new Secret('exchanged-a'));
  kept({ name: 'b' }).replace(new Secret('exchanged-b'));
  expect([kept({ name: 'a' }), kept({ name: 'b' })].map((token) => token.current().reveal())).toEqual([
    'exchanged-a',
    'exchanged-b',
  ]);
});

it('is not opened under another integration’s name', () => {
  kept({ name: 'a' }).replace(new Secret('exchanged-a'));
  const { a } = JSON.parse(readFileSync(path(), 'utf8'));
  writeFileSync(path(), JSON.stringify({ b: a }));
  expect(kept({ name: 'b' }).current().reveal()).toBe('configured-1');
});

it.each([
  '',
  'garbage',
  '[]',
  'null',
  '{"amazon":null}',
  '{"amazon":{"from":"x"}}',
  '{"amazon":{"from":"x","sealed":"v1:AAAA"}}',
])('is the configured one when the file holds %j, and can be kept again', (text) => {
  writeFileSync(path(), text);
  expect(kept().current().reveal()).toBe('configured-1');
  kept().replace(new Secret('exchanged-1'));
  expect(kept().current().reveal()).toBe('exchanged-1');
});

it('that cannot be written is used all the same until the next start', () => {
  const token = kept();
  rmSync(directory, { recursive: true });
  expect(() => token.replace(new Secret('exchanged-1'))).toThrow(/ENOENT/);
  expect(token.current().reveal()).toBe('exchanged-1');
});
