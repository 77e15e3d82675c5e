import type { Region } from './region.ts';
import { ADVERTISERS, type Advertiser } from './seeds.ts';

/** What a new advertiser is; its id, time zone and shop are made up. */
export type AdvertiserFields = Pick<Advertiser, 'region' | 'name' | 'currency' | 'country'>;

/** The DSP advertisers of the user: those it is seeded with, and those that were added. */
export class AdvertiserList {
  #added: Advertiser[] = [];

  get all(): readonly Advertiser[] {
    return [...ADVERTISERS, ...this.#added];
  }

  in(region: Region): readonly Advertiser[] {
    return this.all.filter((it) => it.region === region);
  }

  /** Adds one with an id, and an Ads API account, of its own. */
  add(fields: AdvertiserFields): Advertiser {
    const advertiserId = String(8_000_000_001 + this.#added.length);
    const more = {
      timezone: 'UTC',
      url: `https://${advertiserId}.example`,
      account: `amzn1.ads-account.g.${advertiserId}`,
    };
    const made = { ...fields, advertiserId, ...more };
    this.#added.push(made);
    return made;
  }

  /** Back to the seeds. */
  reset(): void {
    this.#added = [];
  }
}
