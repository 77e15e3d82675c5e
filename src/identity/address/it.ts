import type { Words } from './words.ts';

/** Italian street words (S17 `ITStreetPrefixes`). */
export const IT_WORDS: Words = {
  CORSO: 'C.SO CSO',
  LARGO: 'L.GO LGO',
  PIAZZA: 'P.ZZA P.ZA PZZA PZA',
  PIAZZALE: 'P.LE PLE',
  PIAZZETTA: 'P.TTA PTTA',
  VIA: 'V.',
  VIALE: 'V.LE VLE',
  VICOLO: 'V.LO VLO',
};
