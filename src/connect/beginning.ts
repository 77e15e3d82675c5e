import type { Egress } from '../amazon/egress.ts';
import type { Region } from '../amazon/regions.ts';
import type { Clock } from '../base/clock.ts';
import type { IntegrationContent } from '../catalog/model.ts';
import type { Kit } from '../kits/kit.ts';
import type { Secret } from '../vault/secret.ts';
import type { Hosts, RegionFacts } from './region-facts.ts';

/** What a connection is begun with. */
export interface Beginning {
  readonly kit: Kit;
  readonly region: Region;
  readonly hosts: Hosts;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUri: string;
  /** The integration that is connected again; undefined for a new one. */
  readonly again: { readonly name: string; readonly content: IntegrationContent } | undefined;
}

/** What a connection needs of the gateway. */
export interface Surroundings {
  readonly egress: Egress;
  readonly clock: Clock;
  readonly regions: Readonly<Record<Region, RegionFacts>>;
}
