import { EEA_AND_UK } from '../identity/country.ts';

// To be replaced by the consent module proper, which is being written.
export const CONSENT_COUNTRIES: ReadonlySet<string> = EEA_AND_UK;
export interface ConsentPolicy {
  readonly requiredCategories: readonly string[];
  readonly countries: ReadonlySet<string>;
  readonly missing: 'drop' | 'send';
  readonly optOut: 'drop' | 'limited_data_use';
}
