/** Amazon's regions: where a person consents, where tokens come from, where the API is (fact sheet sections 4.1 and 5.1). */
export const REGIONS = {
  NA: {
    title: 'North America',
    api: 'https://advertising-api.amazon.com',
    authorize: 'https://www.amazon.com/ap/oa',
    token: 'https://api.amazon.com/auth/o2/token',
    marketplaces: ['US', 'CA', 'MX', 'BR'],
  },
  EU: {
    title: 'Europe',
    api: 'https://advertising-api-eu.amazon.com',
    authorize: 'https://eu.account.amazon.com/ap/oa',
    token: 'https://api.amazon.co.uk/auth/o2/token',
    marketplaces: ['GB', 'FR', 'IT', 'ES', 'DE', 'NL', 'AE', 'PL', 'TR', 'EG', 'SA', 'SE', 'BE', 'IN', 'ZA', 'IE'],
  },
  FE: {
    title: 'Far East',
    api: 'https://advertising-api-fe.amazon.com',
    authorize: 'https://apac.account.amazon.com/ap/oa',
    token: 'https://api.amazon.co.jp/auth/o2/token',
    marketplaces: ['JP', 'AU', 'SG'],
  },
} as const;

export type Region = keyof typeof REGIONS;

/** The hosts of Amazon that dspatch ever speaks to by itself. */
export const AMAZON_HOSTS: ReadonlySet<string> = new Set(
  Object.values(REGIONS).flatMap((region) => [new URL(region.api).hostname, new URL(region.token).hostname]),
);
