import { describe, expect, it } from 'vitest';
import { EMPTY_DIGEST, sha256 } from './hash.ts';
import { knownState, normaliseState } from './state.ts';
import { FURTHER_STATES, UPLOADER_STATES } from './states.ts';

describe('normaliseState', () => {
  it.each([
    ['Texas', 'US', 'tx', '1b5b9ccb3e8d006a5230de9bda23ff91edc794d4f56410560830b418528e446c'], // fact sheet 2.4, S16
    // Further digests of the fixtures, S16
    ['New York', 'US', 'ny', '1b06e2003f8420d6fa42badd8f77ec0f706b976b7a48b13c567dc5a559681683'],
    ['fl', 'US', 'fl', '593f2d04aab251f60c9e4b8bbc1e05a34e920980ec08351a18459b2bc7dbf2f6'],
    ['VIRGINIA', 'US', 'va', '198dea392afc21d070f8abfc7c06d11060f1b278e5d62501bd57f1159a72ebac'],
    ['Ontario', 'CA', 'on', 'b8d31e852725afb1e26d53bab6095b2bff1749c9275be13ed1c05a56ed31ec09'],
    ['British Columbia', 'CA', 'bc', '1e0bbd6c686ba050b8eb03ffeedc64fdc9d80947fce821abbe5d6dc8d252c5ac'],
    ['Newfoundland and Labrador', 'CA', 'nl', '1843653496800edfd0d30326c82f53b0338ed408468cca4a2f1b52f2f6395fc9'],
    ['Berlin', 'DE', 'be', '46599c5bb5c33101f80cea8438e2228085513dbbb19b2f5ce97bd68494d3344d'],
    ['Hamburg', 'DE', 'hh', '72b289ec78e0a928c565480a435453e30acb92eddb3b78ff168b28737cf6a849'],
    ['Hessen', 'DE', 'he', '372f7e2fd2d01ce2a1d71dc072acbba4c6fd25a1087cd7f153f4ec0ce37e1ede'],
    ['Languedoc-Roussillon', 'FR', 'lu', '80c0fcbbfa9d03d861b22230e67c380afb545c12de43094f3985128625858361'],
    ['Centre', 'FR', 'cn', 'ff2082aa78aea80a27cb4fb91f0350153702c16dce790a77f0bb0bfbf6899977'],
    ["Provence-Alpes-Côte d'Azur", 'FR', 'pr', '0510eddd781102030eb8860671503a28e6a37f5346de429bdd47c0a37c77cc7d'],
    ['Madrid', 'ES', 'm', '62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a'],
    ['Asturias', 'ES', 'o', '65c74c15a686187bb6bbf9958f494fc6b80068034a659a9ad44991b08c58f2d2'],
    ['Galicia', 'ES', 'ga', 'f52d63231eb0dbaac689ec9147e4b131fc95ef92d5bc78135b22934b36d76bf4'],
    ['Campania', 'IT', 'ca', '6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126'],
    ['Friuli-Venezia Giulia', 'IT', 'fr', '67ad8f41a7bb0a18c45f3efd8f6a32bdcd832bcf8f3f2eb44006c03d53076e18'],
    ['Gujarat', 'IN', 'gu', '6152d43caa491abea69c0001c468166366618867baf85f1f5fc9b26e00966a24'],
    ['Uttar Pradesh', 'IN', 'ut', '469cc643a19fb75901e5d331b8dc14befa8b98810b246c2fb22fff0c382dc39e'],
  ])('%s in %s: the published digest under both rules', (value, country, code, digest) => {
    for (const rule of ['transliterate', 'uploader'] as const) {
      expect(normaliseState(value, country, rule)).toBe(code);
      expect(sha256(normaliseState(value, country, rule) ?? '')).toBe(digest);
    }
  });

  it.each([
    ['Québec', 'CA', 'qc', 'a082f17cf976fb34724b2d88f5a779341f1db75157bde2da48cd392c0b74ecb7'], // qu
    ['Baden-Württemberg', 'DE', 'bw', '970f519c2cadbcefb1e81694f904bc6229dd2a8300e98c6d0d4fc4bfca584140'], // ba
    ['Bayern', 'DE', 'by', '970f519c2cadbcefb1e81694f904bc6229dd2a8300e98c6d0d4fc4bfca584140'], // ba
    ['Nordrhein-Westfalen', 'DE', 'nw', '9390298f3fb0c5b160498935d79cb139aef28e1c47358b4bbba61862b9c26e59'], // no
    ['Île-de-France', 'FR', 'if', '61098a4bf2a5e216533e5f2994d8f290308b310f2efa046548a96302afe412ea'], // le, as Lorraine
    ['Rhône-Alpes', 'FR', 'ra', '064369b841ea15785385cdcc3b6a9564150abb1e663150cbb928e9080cf2d803'], // rh
    ['Haute-Normandie', 'FR', 'ht', '8693873cd8f8a2d9c7c596477180f851e525f4eaf55a4f637b445cb442a5e340'], // ha
    ['District of Columbia', 'US', 'dc', '225ed6562f6887b1074b9d0908100afedb97b49e883ed40361f7470b990f43a4'], // di
  ])('%s in %s: our code, and the digest of the uploader', (value, country, code, digest) => {
    expect(normaliseState(value, country)).toBe(code);
    expect(sha256(normaliseState(value, country, 'uploader') ?? '')).toBe(digest);
  });

  it.each([
    ['TX', 'US', 'tx'],
    [' tx ', 'US', 'tx'],
    ['Tx.', 'US', 'tx'],
    ['N.Y.', 'US', 'ny'],
    ['US-CA', 'US', 'ca'],
    ['us-ca', 'US', 'ca'],
    ['new  hampshire', 'US', 'nh'],
    ['NEW-HAMPSHIRE', 'US', 'nh'],
    ['Washington D.C.', 'US', 'dc'],
    ['Calif.', 'US', 'ca'],
    ['Quebec', 'CA', 'qc'],
    ['Thüringen', 'DE', 'th'],
    ['Roma', 'IT', 'rm'],
    ['RM', 'IT', 'rm'],
    ['M', 'ES', 'm'],
    ['ES-M', 'ES', 'm'],
    ['A Coruña', 'ES', 'c'],
    ['Cádiz', 'ES', 'ca'],
  ])('%j in %s is %s', (value, country, code) => {
    expect(normaliseState(value, country)).toBe(code);
  });

  it('guesses nothing where no source says how', () => {
    expect(normaliseState('NSW', 'AU')).toBeUndefined();
    expect(normaliseState('New South Wales', 'AU')).toBeUndefined();
    expect(normaliseState('Greater London', 'GB')).toBeUndefined();
    expect(normaliseState('Texas', undefined)).toBeUndefined();
    expect(normaliseState('SP', 'BR')).toBe('sp');
    expect(normaliseState('TX', undefined)).toBe('tx');
    expect(normaliseState('New South Wales', 'AU', 'uploader')).toBe('ne');
    expect(normaliseState('Texas', undefined, 'uploader')).toBe('te');
  });

  it.each([
    ['', 'US'],
    [' ', 'US'],
    ['75', 'FR'],
    ['東京都', 'JP'],
    ['😀', 'US'],
    ['null', 'US'],
    ['N/A', 'IT'],
    [EMPTY_DIGEST, 'US'],
  ])('omits %j in %s under both rules', (value, country) => {
    expect(normaliseState(value, country)).toBeUndefined();
    expect(normaliseState(value, country, 'uploader')).toBeUndefined();
  });
});

describe('knownState', () => {
  it.each([
    ['Texas', 'US', true],
    ['tx', 'US', true],
    ['District of Columbia', 'US', true],
    ['Bayern', 'DE', true],
    ['m', 'ES', true],
    ['completed', 'US', false],
    ['paid', 'US', false],
    ['zz', 'US', false],
    ['', 'US', false],
    ['NSW', 'AU', false],
    ['Texas', undefined, false],
  ])('%j in %s: %s', (value, country, known) => {
    expect(knownState(value, country)).toBe(known);
  });
});

describe('the tables', () => {
  it('have as many states as the uploader', () => {
    const names = (country: string) =>
      Object.values(UPLOADER_STATES[country] ?? {}).flatMap((list) => list.split('|')).length;
    expect(Object.fromEntries(Object.keys(UPLOADER_STATES).map((country) => [country, names(country)]))).toEqual({
      US: 50,
      CA: 13,
      DE: 16,
      FR: 22,
      IT: 110,
      ES: 63,
    });
  });

  it('give every name its code', () => {
    for (const tables of [UPLOADER_STATES, FURTHER_STATES]) {
      for (const [country, states] of Object.entries(tables)) {
        for (const [code, names] of Object.entries(states)) {
          for (const name of names.split('|')) {
            expect(normaliseState(name, country), name).toBe(code.toLowerCase());
          }
        }
      }
    }
  });
});
