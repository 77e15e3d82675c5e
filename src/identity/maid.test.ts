import { describe, expect, it } from 'vitest';
import { normaliseMaid } from './maid.ts';

const IDFA = '6D92078A-8246-4BA4-AE5B-76104861E7DC';
const ADID = 'cdda802e-fb9c-47ad-9866-0794d394c912';

describe('normaliseMaid', () => {
  it.each([
    [IDFA, IDFA],
    [ADID, ADID],
    [` ${ADID}\n`, ADID],
    [`{${IDFA}}`, IDFA],
    [`{ ${ADID} }`, ADID],
    [ADID.replaceAll('-', ''), ADID.replaceAll('-', '')],
    ['6d92078a-8246-4ba4-AE5B-76104861E7DC', '6d92078a-8246-4ba4-AE5B-76104861E7DC'],
  ])('%j -> %s', (value, id) => {
    expect(normaliseMaid(value)).toBe(id);
  });

  it.each([
    '',
    ' ',
    '{}',
    '00000000-0000-0000-0000-000000000000',
    '{00000000-0000-0000-0000-000000000000}',
    '00000000000000000000000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF',
    'null',
    'unknown',
    '(null)',
    ADID.slice(1),
    `${ADID}0`,
    `{${ADID}`,
    `${ADID}}`,
    ADID.replace('c', 'g'),
    `${ADID} ${ADID}`,
    'cdda802e-fb9c47ad-9866-0794d394c912',
    '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21', // hashed: Amazon takes it raw only
    '😀',
  ])('%j is no advertising id', (value) => {
    expect(normaliseMaid(value)).toBeUndefined();
  });
});
