/** Amazon's three regions. A host, its profiles and its advertisers belong to one (fact sheet 5.1). */
export const REGIONS = ['NA', 'EU', 'FE'] as const;

export type Region = (typeof REGIONS)[number];
