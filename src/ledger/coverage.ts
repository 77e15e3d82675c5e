import { MATCH_KEY_TYPES, type MatchKeyType } from '../amazon/conversion.ts';
import { STRENGTH } from '../identity/readiness.ts';
import type { Count } from './ledger.ts';

/** How well the people of an integration's events can be matched. */
export interface Coverage {
  readonly pipeline: string;
  readonly integration: string;
  /** Events whose identity was looked for. */
  readonly events: number;
  /** By type, strongest first; types that no event had are left out. */
  readonly keys: readonly KeyCoverage[];
  /** The key that would add most matches: the strongest of those that most events lack. Undefined without events. */
  readonly next: MatchKeyType | undefined;
}

/** How many events had a key of a type that could be used, and how many only one that could not. */
export interface KeyCoverage {
  readonly type: MatchKeyType;
  readonly present: number;
  readonly unusable: number;
}

/** Sums counts of match keys by pipeline and integration. */
export function coverageOf(counts: readonly Count[]): Coverage[] {
  const byIntegration = new Map<string, Count[]>();
  for (const count of counts) {
    if (!['matchable', 'key', 'key_unusable'].includes(count.counted)) continue;
    const name = `${count.pipeline}\n${count.integration}`;
    const known = byIntegration.get(name);
    if (known === undefined) byIntegration.set(name, [count]);
    else known.push(count);
  }
  return [...byIntegration.values()].map(sum);
}

function sum(counts: readonly Count[]): Coverage {
  const total = (counted: Count['counted'], type = ''): number =>
    counts.filter((count) => count.counted === counted && count.reason === type).reduce((n, count) => n + count.n, 0);
  const events = total('matchable');
  const keys = MATCH_KEY_TYPES.map((type) => ({
    type,
    present: total('key', type),
    unusable: total('key_unusable', type),
  }));
  const lacking = (type: MatchKeyType): number => events - (keys.find((key) => key.type === type)?.present ?? 0);
  let [next, most]: [MatchKeyType | undefined, number] = [undefined, 0];
  for (const [type, strength] of STRENGTH) {
    if (lacking(type) * strength > most) [next, most] = [type, lacking(type) * strength];
  }
  const { pipeline = '', integration = '' } = counts[0] ?? {};
  return { pipeline, integration, events, keys: keys.filter((key) => key.present + key.unusable > 0), next };
}
