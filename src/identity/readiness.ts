import { MATCH_KEY_TYPES, type MatchKeyType } from '../amazon/conversion.ts';
import type { Identity } from './match-keys.ts';

/** How well the person of one event can be matched. */
export interface Readiness {
  readonly present: readonly MatchKeyType[];
  /** Types of which a value was there that cannot be used, each with what it fails at. */
  readonly unusable: Readonly<Partial<Record<MatchKeyType, string>>>;
  readonly missing: readonly MatchKeyType[];
  /** The key that would add most, if it could be had: one whose value cannot be used goes before one that is not there. */
  readonly next: MatchKeyType | undefined;
}

/** What a value of each type fails at, when it cannot be used. */
export const WHY_UNUSABLE: Readonly<Record<MatchKeyType, string>> = {
  EMAIL: 'it is no e-mail address (no @, or nothing is left beside it)',
  PHONE: 'it is no possible phone number; a national number needs the country of its person',
  MAID: 'it is no advertising id, or all zeros, which is how a device says no',
  RAMP_ID: 'it is empty, a placeholder such as "null", or damaged',
  FIRST_NAME: 'nothing is left of it in letters and digits',
  LAST_NAME: 'nothing is left of it in letters and digits',
  ADDRESS: 'it has no street line that the country’s rules can read',
  CITY: 'nothing is left of it in letters and digits',
  STATE: 'it is no state of the country',
  POSTAL: 'it is no postal code of the country',
  MATCH_ID: 'it is empty, a placeholder such as "null", or of a form that the API does not take',
  REAL_ID: 'it is empty, a placeholder such as "null", or damaged',
  MERKLE_ID: 'it is empty, a placeholder such as "null", or damaged',
  KANTAR_ID: 'it is empty, a placeholder such as "null", or damaged',
  FIP: 'it is no public IP address',
};

/**
 * The types that find people by themselves, strongest first, with our estimate of what each is worth beside the others. A name or a
 * city matches only together with more; they come when all of these are there.
 */
export const STRENGTH: ReadonlyMap<MatchKeyType, number> = new Map([
  ['EMAIL', 5],
  ['PHONE', 4],
  ['MAID', 3],
  ['RAMP_ID', 2],
  ['MATCH_ID', 1],
]);
const BY_THEMSELVES: readonly MatchKeyType[] = [...STRENGTH.keys()];
const TOGETHER: readonly MatchKeyType[] = ['LAST_NAME', 'FIRST_NAME', 'POSTAL', 'CITY', 'STATE'];

/** What an identity says of its event, among the types that the integration sends. */
export function readinessOf(identity: Identity, taken: ReadonlySet<MatchKeyType>): Readiness {
  const present = identity.keys.map((key) => key.type);
  const missing = MATCH_KEY_TYPES.filter(
    (type) =>
      taken.has(type) &&
      ![present, identity.unusable, identity.beyond].some((types: readonly MatchKeyType[]) => types.includes(type)),
  );
  return {
    present,
    unusable: Object.fromEntries(identity.unusable.map((type) => [type, WHY_UNUSABLE[type]])),
    missing,
    next: nextBest(
      (type) => taken.has(type) && !present.includes(type) && !identity.beyond.includes(type),
      identity.unusable,
    ),
  };
}

/** Of the types that are wanting, the one to see to first. */
export function nextBest(
  wanting: (type: MatchKeyType) => boolean,
  unusable: readonly MatchKeyType[] = [],
): MatchKeyType | undefined {
  return (
    BY_THEMSELVES.find((type) => unusable.includes(type) && wanting(type)) ??
    [...BY_THEMSELVES, ...TOGETHER].find(wanting)
  );
}

/** Types as a number, a bit for each: what travels to the ledger's counters. */
export function maskOf(types: readonly MatchKeyType[]): number {
  let mask = 0;
  for (const type of types) mask |= 1 << MATCH_KEY_TYPES.indexOf(type);
  return mask;
}

/** The types of a mask. */
export function typesOf(mask: number): readonly MatchKeyType[] {
  return MATCH_KEY_TYPES.filter((_, place) => (mask & (1 << place)) !== 0);
}
