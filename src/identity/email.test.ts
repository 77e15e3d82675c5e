import { describe, expect, it } from 'vitest';
import { EMAIL_RULES, normaliseEmail } from './email.ts';
import { sha256 } from './hash.ts';

describe('normaliseEmail', () => {
  it.each([
    ['abc@example.com', '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'], // AMC guide, S1
    ['fchecketts0@webeden.co.uk', '5bd5f77cb5a05b8a30fb028e800c19207c158772564e485561e5596506aba005'], // S16
    ['vaparki@over-blog.com', 'e07a020bca20428373ba0de17d4e13108610a666b47449ce24824fad8f7e4beb'], // S16
  ])('%s: the published digest under every rule', (value, digest) => {
    for (const rule of EMAIL_RULES) {
      expect(normaliseEmail(value, rule)).toBe(value);
      expect(sha256(normaliseEmail(value, rule) ?? '')).toBe(digest);
    }
  });

  it.each([
    //                         amazon_strict          keep_plus_underscore      trim_lower
    [' Ada@Example.COM\n', 'ada@example.com', 'ada@example.com', 'ada@example.com'],
    ['ada+shop@x.com', 'adashop@x.com', 'ada+shop@x.com', 'ada+shop@x.com'],
    ['ada_l@x.com', 'adal@x.com', 'ada_l@x.com', 'ada_l@x.com'],
    ["o'hara@x.com", 'ohara@x.com', 'ohara@x.com', "o'hara@x.com"],
    ['ada!#$%@x.com', 'ada@x.com', 'ada@x.com', 'ada!#$%@x.com'],
    ['ada@sub-domain.x.com', 'ada@sub-domain.x.com', 'ada@sub-domain.x.com', 'ada@sub-domain.x.com'],
    ['a d a@x.com', 'ada@x.com', 'ada@x.com', undefined],
    ['jörg@bücher.de', 'jrg@bcher.de', 'jrg@bcher.de', 'jörg@bücher.de'],
    ['ａｄａ＠ｘ．ｃｏｍ', 'ada@x.com', 'ada@x.com', undefined],
    ['ada\u200b@x.com', 'ada@x.com', 'ada@x.com', 'ada\u200b@x.com'],
    ['Ada Lovelace <ada@x.com>', 'ada@x.com', 'ada@x.com', 'ada@x.com'],
    ['mailto:Ada@x.com?subject=Hi', 'ada@x.com', 'ada@x.com', 'ada@x.com'],
    ['MAILTO: ada@x.com', 'ada@x.com', 'ada@x.com', 'ada@x.com'],
  ])('%j', (value, strict, plus, lower) => {
    expect(EMAIL_RULES.map((rule) => normaliseEmail(value, rule))).toEqual([strict, plus, lower]);
  });

  it.each([
    '',
    ' ',
    '@',
    'ada',
    'ada@',
    '@example.com',
    ' @ ',
    'ada@@example.com',
    'ada@x@example.com',
    '+++@',
    'null',
    'undefined',
    'N/A',
    '<>',
    '<ada>',
    'mailto:',
    '😀',
    `${'a'.repeat(400)}@example.com`,
    '@'.repeat(100_000),
  ])('%j is no address under any rule', (value) => {
    for (const rule of EMAIL_RULES) expect(normaliseEmail(value, rule)).toBeUndefined();
  });

  it('omits what the rule leaves nothing of', () => {
    expect(normaliseEmail('+++@example.com', 'amazon_strict')).toBeUndefined();
    expect(normaliseEmail('имя@example.com', 'amazon_strict')).toBeUndefined();
    expect(normaliseEmail('имя@example.com', 'trim_lower')).toBe('имя@example.com');
  });
});
