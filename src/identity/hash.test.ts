import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alreadyHashed, EMPTY_DIGEST, sha256 } from './hash.ts';

const DIGEST = '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21';

describe('sha256', () => {
  it('gives the digest Amazon publishes for its example', () => {
    expect(sha256('abc@example.com')).toBe(DIGEST); // AMC guide, S1
  });

  it('hashes the UTF-8 bytes', () => {
    expect(sha256('müller')).toBe(sha256(Buffer.from('müller', 'utf8').toString('utf8')));
    expect(sha256('müller')).not.toBe(sha256('mller'));
  });

  it('knows the digest of nothing', () => {
    expect(sha256('')).toBe(EMPTY_DIGEST);
  });

  it('always gives 64 lower-case hex digits', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[0-9a-f]{64}$/.test(sha256(text))));
  });
});

describe('alreadyHashed', () => {
  it.each([
    ['lower case', DIGEST],
    ['upper case', DIGEST.toUpperCase()],
    ['mixed case', `${DIGEST.slice(0, 30).toUpperCase()}${DIGEST.slice(30)}`],
    ['space around it', ` \t${DIGEST}\r\n`],
  ])('takes a digest in %s', (_, value) => {
    expect(alreadyHashed(value)).toBe(DIGEST);
  });

  it.each([
    ['an address', 'abc@example.com'],
    ['nothing', ''],
    ['63 digits', DIGEST.slice(1)],
    ['65 digits', `${DIGEST}0`],
    ['a letter that is no hex digit', DIGEST.replace('9', 'g')],
    ['two halves', `${DIGEST.slice(0, 32)} ${DIGEST.slice(33)}`],
    ['full-width digits', '０'.repeat(64)],
    ['an MD5 digest', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a digest with a label', `sha256:${DIGEST}`],
  ])('refuses %s', (_, value) => {
    expect(alreadyHashed(value)).toBeUndefined();
  });

  it('refuses the digest of the empty string in any case', () => {
    expect(alreadyHashed(EMPTY_DIGEST)).toBeUndefined();
    expect(alreadyHashed(` ${EMPTY_DIGEST.toUpperCase()} `)).toBeUndefined();
  });

  it('keeps what it has given', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const digest = sha256(text);
        return text === '' || (alreadyHashed(digest) === digest && alreadyHashed(digest.toUpperCase()) === digest);
      }),
    );
  });
});
