/** A sign of consent in the one form that a conversion carries it (ads_v1's `consent`; fact sheet section 6). */
export type Consent =
  | { readonly tcf: string }
  | { readonly gpp: string }
  | {
      readonly amazonConsent: {
        readonly amznUserData: 'GRANTED' | 'DENIED';
        readonly amznAdStorage?: 'GRANTED' | 'DENIED';
      };
    };
