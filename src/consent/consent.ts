/** Amazon's own signal (fact sheet section 6): whether personal data may be used for ads, and whether cookies may be. */
export interface AmazonConsent {
  readonly amznUserData: 'GRANTED' | 'DENIED';
  readonly amznAdStorage?: 'GRANTED' | 'DENIED';
}

/** A sign of consent as a conversion carries it (ads_v1's `consent`): in one form only. */
export type Consent = { readonly tcf: string } | { readonly gpp: string } | { readonly amazonConsent: AmazonConsent };
