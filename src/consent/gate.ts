import { squash } from '../base/problem.ts';
import type { AmazonConsent, Consent } from './consent.ts';
import { type GppVerdict, readGpp } from './gpp.ts';
import { ADVERTISING_CATEGORIES, type ConsentPolicy } from './policy.ts';
import type { ConsentSignal } from './signal.ts';
import { readTcf, type TcfVerdict } from './tcf.ts';

/** What the gate decided of one event. `basis` says by what, for the ledger: short, stable, and nothing personal. */
export type ConsentDecision =
  | {
      /** Consent was given; none was needed; or it is missing, and the policy sends all the same. */
      readonly verdict: 'granted' | 'not_needed' | 'unsignalled';
      readonly basis: string;
      /** The person opted out, and the policy is to mark the conversion. */
      readonly limited?: true;
      /** What the conversion carries, where the API can. */
      readonly consent?: Consent;
    }
  | { readonly verdict: 'denied' | 'missing'; readonly basis: string; readonly detail: string };

/**
 * Decides whether an event of a country may be sent. A refusal counts wherever it is said, before anything else; then the categories
 * that the integration requires; then, in a country that needs it, some form of consent. Never throws.
 */
export function decide(signal: ConsentSignal, country: string, policy: ConsentPolicy): ConsentDecision {
  const tcf = signal.tcf === undefined ? undefined : readTcf(signal.tcf);
  const gpp = signal.gpp === undefined ? undefined : readGpp(signal.gpp);
  const refusal = refusalOf(signal, tcf, gpp, policy);
  if (refusal !== undefined) return refusal;

  const unsaid = policy.requiredCategories.filter((code) => !signal.categories.has(code));
  if (unsaid.length > 0 && policy.missing === 'drop') {
    const detail = `nothing is said about the category ${unsaid.join(', ')}, which the integration requires`;
    return { verdict: 'missing', basis: 'categories', detail };
  }
  const limited = gpp?.optedOut === undefined ? {} : ({ limited: true } as const);
  const proof = proofOf(signal, tcf, gpp, policy, unsaid.length === 0);
  const needed = policy.countries.has(country);
  const carried = carriedBy(signal, tcf, gpp, needed && proof === 'categories');
  const consent = carried === undefined ? {} : { consent: carried };
  if (proof !== undefined) return { verdict: 'granted', basis: proof, ...limited, ...consent };
  if (!needed) {
    const basis = gpp === undefined ? `country ${country}` : 'gpp';
    return { verdict: 'not_needed', basis, ...limited, ...consent };
  }
  if (policy.missing === 'send') return { verdict: 'unsignalled', basis: 'none', ...limited, ...consent };
  const detail = `an event from ${country} needs a sign of consent, and there is none that can be read`;
  return { verdict: 'missing', basis: 'none', detail };
}

function refusalOf(
  signal: ConsentSignal,
  tcf: TcfVerdict | undefined,
  gpp: GppVerdict | undefined,
  policy: ConsentPolicy,
): ConsentDecision | undefined {
  const denied = (basis: string, what: string): ConsentDecision => ({
    ...{ verdict: 'denied', basis, detail: `refused: ${what}` },
  });
  if (tcf?.granted === false) return denied('tcf', tcf.refused);
  if (gpp?.tcf?.granted === false) return denied('gpp', gpp.tcf.refused);
  if (signal.userData === false) return denied('amazon', 'use of personal data (amznUserData)');
  if (signal.adStorage === false) return denied('amazon', 'cookies for advertising (amznAdStorage)');
  const category = refusedCategory(signal, policy);
  if (category !== undefined) return denied('categories', `the category ${category}`);
  if (gpp?.optedOut !== undefined && policy.optOut === 'drop') return denied('gpp', gpp.optedOut);
  return undefined;
}

/** A category that the integration requires; where it requires none, one that is about advertising by its name. */
function refusedCategory({ categories }: ConsentSignal, { requiredCategories }: ConsentPolicy): string | undefined {
  if (requiredCategories.length > 0) return requiredCategories.find((code) => categories.get(code) === false);
  for (const [code, agreed] of categories) if (!agreed && ADVERTISING_CATEGORIES.has(squash(code))) return code;
  return undefined;
}

/** The form of consent that was given. */
function proofOf(
  signal: ConsentSignal,
  tcf: TcfVerdict | undefined,
  gpp: GppVerdict | undefined,
  { requiredCategories }: ConsentPolicy,
  allSaid: boolean,
): string | undefined {
  if (tcf?.granted) return 'tcf';
  if (gpp?.tcf?.granted) return 'gpp';
  if (signal.userData === true) return 'amazon';
  // None is refused: that was seen before.
  return requiredCategories.length > 0 && allSaid ? 'categories' : undefined;
}

/** One form travels: the TCF string before the GPP string, and that before Amazon's signal (fact sheet section 6). */
function carriedBy(
  signal: ConsentSignal,
  tcf: TcfVerdict | undefined,
  gpp: GppVerdict | undefined,
  byCategories: boolean,
): Consent | undefined {
  if (tcf !== undefined && signal.tcf !== undefined) return { tcf: signal.tcf };
  if (gpp !== undefined && signal.gpp !== undefined) return { gpp: signal.gpp };
  if (signal.userData === true) {
    const storage: Pick<AmazonConsent, 'amznAdStorage'> =
      signal.adStorage === undefined ? {} : { amznAdStorage: 'GRANTED' };
    return { amazonConsent: { amznUserData: 'GRANTED', ...storage } };
  }
  // The consent platform's categories are said in Amazon's words, where the country needs a sign.
  return byCategories ? { amazonConsent: { amznUserData: 'GRANTED' } } : undefined;
}
