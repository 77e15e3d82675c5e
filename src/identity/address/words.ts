/**
 * Short forms of the words in street lines, each with the spellings that become it, separated by spaces. A word in no
 * list stays as it is, so a short form need not list itself, unless to win over an earlier list.
 */
export type Words = Readonly<Record<string, string>>;

/** Numbers and directions, the same in all countries (S17). */
export const EVERYWHERE: Words = {
  NUMBER: 'NUM NÚMERO NÚM NUMERO # NO',
  E: 'EAST',
  N: 'NORTH',
  S: 'SOUTH SO',
  NE: 'NORTHEAST',
  NW: 'NORTHWEST',
  SE: 'SOUTHEAST',
  SW: 'SOUTHWEST',
};

/** In the uploader's lists only; the library has lost the west. */
export const WEST: Words = { W: 'WEST' };

/**
 * English street words, used as they are for Canada, Germany, India and Japan, and beside the national words in
 * France, Italy and Spain.
 *
 * `BOULED` is not a mistake of ours: both published lists read so where `BOULEVARD` should be, hence `Boulevard` stays
 * `boulevard`, and their digests say the same.
 */
export const ENGLISH: Words = {
  AVE: 'AVENUE',
  BLVD: 'BOULED',
  CIR: 'CIRCLE',
  CIRS: 'CIRCLES',
  CT: 'COURT',
  CTR: 'CENTRE CENTER',
  DR: 'DRIVE',
  FWY: 'FREEWAY FRWY',
  HWY: 'HIGHWAY',
  LN: 'LANE',
  PARK: 'PARKS',
  PKWY: 'PARKWAYS PKY PKWAY PKWYS PARKWAY PARKWY',
  PL: 'PLACE',
  PLZ: 'PLAZA PLZA',
  RD: 'ROAD',
  SQ: 'SQUARE SQU SQR',
  ST: 'STREET STR',
};
