import { REGIONS, type Region } from '../accounts/region.ts';

/** What a request's target names. */
export interface Address {
  /** Path without the region's prefix. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The region, when the path begins with `/na`, `/eu` or `/fe`. */
  readonly region: Region | undefined;
}

/** Takes a request target apart. Any text gives an answer; what is not a path matches no route. */
export function readAddress(target: string): Address {
  const mark = target.indexOf('?');
  const whole = mark === -1 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1));
  const prefix = /^\/(na|eu|fe)(?=\/)/.exec(whole)?.[1];
  const region = REGIONS.find((it) => it.toLowerCase() === prefix);
  return { path: prefix === undefined ? whole : whole.slice(1 + prefix.length), query, region };
}
