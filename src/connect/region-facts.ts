/** Where Amazon is spoken to. */
export interface Hosts {
  readonly api: string;
  /** Where tokens come from. */
  readonly token: string;
  /** The page on which a person gives consent. */
  readonly authorize: string;
}

/** What is known of a region (amazon/regions.ts). */
export interface RegionFacts extends Hosts {
  readonly title: string;
  readonly marketplaces: readonly string[];
}

/** Hosts in the place of a region's own; those that are not given stay. */
export type OtherHosts = { readonly [host in keyof Hosts]?: string | undefined };
