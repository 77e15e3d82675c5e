import type { Words } from './words.ts';

/**
 * British street words and company forms (S17 `UKStreetSuffixes`, `UKOrganizationSuffixes`, `UKSubBuildingDesignator`).
 */
export const GB_WORDS: Words = {
  ALLEY: 'ALY',
  APT: 'APARTMENT',
  AVE: 'AVENUE',
  BLVD: 'BOULED',
  CENTRE: 'CENTER CTR',
  CIR: 'CIRCLE',
  CLOSE: 'CL',
  CT: 'COURT',
  DR: 'DRIVE',
  INC: 'INC.',
  LLC: 'LLC.',
  LLP: 'LLP.',
  LN: 'LANE',
  LTD: 'LTD. LIMITED',
  PL: 'PLACE',
  RD: 'ROAD',
  SQUARE: 'SQ',
  ST: 'STREET',
};
