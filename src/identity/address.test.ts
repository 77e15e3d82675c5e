import { describe, expect, it } from 'vitest';
import { ADDRESS_RULES, normaliseAddress } from './address.ts';
import { EMPTY_DIGEST, sha256 } from './hash.ts';

describe('normaliseAddress', () => {
  it.each([
    // Fact sheet 2.4: S16, and S17 as it was run
    ['8 Bluestem Terrace', 'US', '8bluestemter', 'fe8115cbef0c2b9c5bedbedaa34b080223959365176679d9b0461465b1b08425'],
    ['54 Chive Trail', 'US', '54chivetrl', '264caa6a1e0d59fda75e2d0cf4ded15298432572d9f19b0799b9591e5b8431cd'],
    [
      '123 Main Street Apt #5',
      'US',
      '123mainstaptnumber5',
      '494025b74687f5def19c24818406f9be8e92b2674646384d55b5a901a1e5a005',
    ],
    ['221B Baker Street', 'GB', '221bbakerst', 'd29bb9bed183e647bd6f66127de9d60c45a5f9b48ecb508f44531e0422352cd2'],
    // Further digests of the fixtures, S16
    ['4 Cody Junction', 'US', '4codyjct', '298f6d3e8245ff74a4c14df3f3709137a3e35b81e9c57dbd0626d76a4326b5ea'],
    [
      '744 Messerschmidt Avenue',
      'US',
      '744messerschmidtave',
      '70618603f0cfaf038eca8abce604793128902d18176cc9b6c8ac76fdaa70b41d',
    ],
    ['31 Fisk Plaza', 'US', '31fiskplz', 'bc52fc2f15ba8470a03c66781fecd9fdac0750c272ec4b19807dfa23fecea16a'],
    ['39722 Esker Park', 'US', '39722eskerpark', '20fb60b26bcc7a0feee52a641d84d24527ac9ef1b5f4cd2d21a63c159a2d4697'],
    ['17010 Ramsey Center', 'US', '17010ramseyctr', '487e0d0d1d5210e4d924955560967cbcee9ea28599f376538b3db77322a03732'],
    [
      '098 OAK VALLEY TERRACE',
      'US',
      '098oakvlyter',
      'c63e2b99336dbfffcf3498c11fec8a756d68e448b4a7fcc4ece40ed6c554b2b3',
    ],
    [
      '0235 Fieldstone Drive',
      'CA',
      '0235fieldstonedr',
      '1784b1a72ec0f3d8d92e004c7618897ab7fbeb41ab4316192d6cff2cca28f963',
    ],
    ['7914 CORSCOT STREET', 'GB', '7914corscotst', '0510a6d094cb010ca310139419f20686cab7245cc43840bf5345d09a088096f6'],
    ['69 Stuart Alley', 'GB', '69stuartalley', 'a59ec8e9ece97fb0cf34cb3772141206d359a1a1ea6dfe0244b2ff2a96876ab3'],
    [
      '847 Fair Oaks Avenue',
      'GB',
      '847fairoaksave',
      '9cd2afbb71a00bb99d08a54f43cc86fbc0256b3f7b2e741945e23344982b925b',
    ],
    [
      '552 Ronald Regan Place',
      'FR',
      '552ronaldreganpl',
      '5c52069811ccec9a6623107ff8366f724d3f7e566cabf436d3bb824a9f1bac50',
    ],
    ['179 Bayside Avenue', 'FR', '179baysideave', 'a3695f77fe4e25aef31cf9f4a9967184290f6436e4f12b0f86f909a951fe095b'],
    ['07352 Chinook Drive', 'DE', '07352chinookdr', '775397152d25c255e4a329ce04f77429b1caeb173e8d07418cbe17bd0fa66696'],
    ['099 Hoffman Trail', 'DE', '099hoffmantrail', '9016a3f193f2b75fcfe86c2a33e1cc64c944557eea276006ab0c9e0d34810fc7'],
    ['221 Toban Place', 'ES', '221tobanpl', '52c963608c18762a6e28cb73b0c6e87611cb55d5d0a998d5195617f4bc8e1783'],
    [
      '990 Transport Plaza',
      'ES',
      '990transportplaza',
      '600f7050a4deff0af48ad97adbcde78d5e0b7afb591c5d9dc6b7daae5800752f',
    ],
    [
      '2 Butterfield Trail',
      'IT',
      '2butterfieldtrail',
      '48cdb5676e1a014960f09fde19fd0f074bd2b7e0dd2edf4850a1f929625c49d3',
    ],
    ['28 Ryan Avenue', 'IT', '28ryanave', 'b97168c821dc5f9abe785244d3c326f136029bc265c39a2347532b4b4c9a4e1c'],
    ['99 Sundown Lane', 'JP', '99sundownln', '341b093fe414471434347620933baa624a95a23105077efeb257aface3d4bc46'],
    [
      '65 Summer Ridge Circle',
      'IN',
      '65summerridgecir',
      '78d29e5227122225297ebac2c210c115fdce7abe8129f499f50571aadc2bcceb',
    ],
  ])('%s in %s: the published digest under both rules', (value, country, line, digest) => {
    for (const rule of ADDRESS_RULES) {
      expect(normaliseAddress(value, country, rule)).toBe(line);
      expect(sha256(normaliseAddress(value, country, rule) ?? '')).toBe(digest);
    }
  });

  it('takes the west from the uploader, whose fixture has it', () => {
    expect(sha256(normaliseAddress('309 WEST POINT', 'JP') ?? '')).toBe(
      '8bf349bb859448d5d486bf7931ba9fe87d7ba68d2616512db28bc7df628f4385',
    );
    expect(normaliseAddress('309 WEST POINT', 'JP', 'sdk')).toBe('309westpoint');
  });

  it.each([
    //                            uploader                sdk
    ['123 Main St.', 'US', '123mainst', '123mainst.'],
    ['100 N. 5th Ave.', 'US', '100n5thave', '100n.5thave.'],
    ['Av. Diagonal 123', 'ES', 'avdiagonal123', 'avenidadiagonal123'],
    ['C. Mayor 3', 'ES', 'callemayor3', 'callemayor3'],
    ['V.le Monza 7', 'IT', 'vlemonza7', 'vialemonza7'],
    ['Acme Ltd. 1 High Street', 'GB', 'acmeltd1highst', 'acmeltd1highst'],
  ])('%s in %s, where full stops differ', (value, country, uploader, sdk) => {
    expect(normaliseAddress(value, country)).toBe(uploader);
    expect(normaliseAddress(value, country, 'sdk')).toBe(sdk);
  });

  it.each([
    ['  123   main STREET  ', 'US', '123mainst'],
    ['123 Main Street, Apartment 5', 'US', '123mainstapt5'],
    ['123 Main St (rear)', 'US', '123mainstrear'],
    ['c/o Smith, 1 North Road!', 'US', 'smith1nrd'],
    ['12-A Main St', 'US', '12amainst'],
    ['12-14 Main St', 'US', '12-14mainst'],
    ['12-N Main St', 'US', '12nmainst'],
    ['1 Main St APT#5', 'US', '1mainstaptnumber5'],
    ['1 Main St #5-B', 'US', '1mainstnumber5-b'],
    ['No 5 South East Lane', 'US', 'number5seln'],
    ['5 Key West', 'US', '5keyw'],
    ['2 Mdw', 'US', '2mdws'],
    ['10 Sunset Boulevard', 'US', '10sunsetboulevard'], // the word is missing from both published lists
    ['10 Sunset Blvd', 'US', '10sunsetblvd'],
    ['Hauptstraße 12', 'DE', 'hauptstrasse12'], // upper case makes ss of ß
    ['5 Rte de Paris', 'FR', '5routedeparis'],
    ['3 Allee des Lilas', 'FR', '3alléedeslilas'],
    ['3 Allée des Lilas', 'FR', '3alléedeslilas'],
    ['3 Alle\u0301e des Lilas', 'FR', '3alléedeslilas'],
    ['12 Av de la Gare', 'FR', '12avdelagare'],
    ['C/ Mayor 3', 'ES', 'callemayor3'],
    ['Pl Mayor 1', 'ES', 'plazamayor1'],
    ['Plaza Mayor 1', 'ES', 'plazamayor1'],
    ['Núm 4 Paseo de Gracia', 'ES', 'number4passeigdegracia'],
    ['Pza Navona 1', 'IT', 'piazzanavona1'],
    ['千代田区千代田1-1', 'JP', '千代田区千代田1-1'],
    ['Flat 4, 10 Sq', 'GB', 'flat410square'],
  ])('%s in %s -> %s', (value, country, line) => {
    expect(normaliseAddress(value, country)).toBe(line);
  });

  it("does as Amazon's code where that is odd", () => {
    expect(normaliseAddress('12B#5 Main St', 'US')).toBe('bnumber5mainst'); // loses what is before the letters
    expect(normaliseAddress('#5 #6', 'US')).toBe('number5#6'); // does not look at the last word
    expect(normaliseAddress('12-A 34-B', 'US')).toBe('12a34-b');
    expect(normaliseAddress('A#1#2', 'US')).toBe('anumbernumber2');
  });

  it.each([
    ['', 'US'],
    [' ', 'US'],
    ['!', 'US'],
    ['( )', 'US'],
    ['null', 'US'],
    ['N/A', 'US'],
    [EMPTY_DIGEST, 'US'],
    ['x'.repeat(501), 'US'],
    ['1 Main Street', undefined],
    ['1 Main Street', 'AU'],
    ['1 Main Street', 'UK'], // the code is GB by then
    ['1 Main Street', 'constructor'],
  ])('omits %j in %s', (value, country) => {
    expect(normaliseAddress(value, country)).toBeUndefined();
  });

  it('is done with hostile texts at once', () => {
    const texts = [
      'A'.repeat(500),
      '#'.repeat(500),
      'A#1'.repeat(160),
      '1-A '.repeat(125),
      ', '.repeat(250),
      'C/O'.repeat(160),
    ];
    const start = performance.now();
    for (const text of texts) normaliseAddress(text, 'US');
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
