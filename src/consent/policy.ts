import { EEA_AND_UK } from '../identity/country.ts';

/**
 * Where an event needs a sign of consent: the EEA and the United Kingdom (fact sheet section 6), and the parts of EU members that have
 * codes of their own and the same law (Regulation 2016/679 holds in the outermost regions, Treaty on the Functioning of the EU, article
 * 355, and in Åland by Finland's accession).
 */
export const CONSENT_COUNTRIES: ReadonlySet<string> = new Set([
  ...EEA_AND_UK,
  ...['AX', 'GF', 'GP', 'MF', 'MQ', 'RE', 'YT'],
]);

/**
 * Categories that are about advertising by their names, without case and separators: as consent platforms call them (`C0004` is OneTrust's
 * "targeting cookies"). To refuse one of these is to refuse what a conversion is for, also where the integration requires none by name.
 */
export const ADVERTISING_CATEGORIES: ReadonlySet<string> = new Set([
  ...['c0004', 'advertising', 'advertisement', 'targetedadvertising', 'targeting', 'marketing'],
]);

/** What an integration asks of people's consent. */
export interface ConsentPolicy {
  /** Categories, by the consent platform's codes, that must have been agreed to. Where there are none, ADVERTISING_CATEGORIES may not be refused. */
  readonly requiredCategories: readonly string[];
  /** Countries, ISO 3166-1 alpha-2, whose events need a sign of consent. */
  readonly countries: ReadonlySet<string>;
  /** What happens to an event that needs a sign and has none. */
  readonly missing: 'drop' | 'send';
  /** What happens to events of people who opted out of sale, sharing or targeted advertising in the United States. */
  readonly optOut: 'drop' | 'limited_data_use';
}
