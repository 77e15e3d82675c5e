import type { Words } from './words.ts';

/**
 * French street words (S17 `FRStreetDesignator`). The library looks at its English list last and lets it win, so
 * `Avenue` is `ave` and `Place` is `pl` in France too; the words it overrules are left out here.
 */
export const FR_WORDS: Words = {
  ALLÉE: 'ALLEE',
  ALLÉES: 'ALLEES',
  CHEMIN: 'CHE',
  IMPASSE: 'IMP',
  MONTÉE: 'MONTEE',
  ROUTE: 'RTE',
};
