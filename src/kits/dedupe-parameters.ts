import type { Parameter } from './parameters.ts';

/** How dedupe ids are made where one event becomes several conversions: Amazon keeps one conversion of each id, whatever it is for. */
export const DEDUPE_PARAMETERS: readonly Parameter[] = [
  {
    name: 'DEDUPE_SUFFIX',
    kind: 'text',
    pattern: { regex: /^[A-Za-z0-9._:-]{1,40}$/, says: 'must be 1 to 40 letters, digits, . _ : or -' },
    description:
      'Added to every dedupe id of this integration, so that the same event may also count by another integration. Without it the id is the event’s, as an ad tag would send it, and Amazon keeps one of both.',
    example: '-b',
  },
  {
    name: 'FAN_OUT_IDS',
    kind: 'choice',
    choices: ['suffix_further', 'suffix_all', 'same'],
    default: 'suffix_further',
    description:
      'The dedupe ids of an event that counts for several definitions or types: the first keeps the event’s and the further ones add the definition or type; every conversion adds it, also where there is but one; or all are the same, and Amazon keeps one.',
  },
];
