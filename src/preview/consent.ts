import { squash } from '../base/problem.ts';
import type { ConsentDecision } from '../consent/gate.ts';
import { readGpp } from '../consent/gpp.ts';
import { ADVERTISING_CATEGORIES, type ConsentPolicy } from '../consent/policy.ts';
import type { ConsentSignal } from '../consent/signal.ts';
import { readTcf } from '../consent/tcf.ts';
import type { Country } from '../pipeline/convert.ts';

/** One sign of consent that an event carries, and what it says. */
export interface ConsentSign {
  /** `category <code>`, where the integration asks for that category, or it is about advertising by its name. */
  readonly sign: string;
  readonly says: 'granted' | 'refused' | 'opted out' | 'no refusal' | 'unreadable';
  /** What is refused. */
  readonly what?: string | undefined;
}

/** What the consent gate found and decided. */
export interface ConsentTrace {
  /** ISO 3166-1 alpha-2; `EU` for Europe as a whole. */
  readonly country: string;
  /** Whether an event from there needs a sign. */
  readonly needed: boolean;
  readonly signs: readonly ConsentSign[];
  /** Categories besides, which decide nothing here. */
  readonly otherCategories: number;
  readonly verdict: ConsentDecision['verdict'];
  readonly basis: string;
  /** The conversion is marked LIMITED_DATA_USE. */
  readonly limited: boolean;
  readonly detail?: string | undefined;
}

/** What the gate found in an event and decided of it. */
export function consentTrace(
  { forConsent: country }: Country,
  signal: ConsentSignal,
  decision: ConsentDecision,
  policy: ConsentPolicy,
): ConsentTrace {
  const categories = [...signal.categories].filter(([code]) => decides(code, policy));
  return {
    country,
    needed: policy.countries.has(country),
    signs: [
      ...(signal.tcf === undefined ? [] : [tcfSign(signal.tcf)]),
      ...(signal.gpp === undefined ? [] : [gppSign(signal.gpp)]),
      ...yesOrNo('amznUserData', signal.userData),
      ...yesOrNo('amznAdStorage', signal.adStorage),
      ...categories.flatMap(([code, agreed]) => yesOrNo(`category ${code}`, agreed)),
    ],
    otherCategories: signal.categories.size - categories.length,
    verdict: decision.verdict,
    basis: decision.basis,
    limited: 'limited' in decision && decision.limited === true,
    ...('detail' in decision ? { detail: decision.detail } : {}),
  };
}

/** Codes that the policy or we name: others are the sender's own, and may hold anything. */
function decides(code: string, { requiredCategories }: ConsentPolicy): boolean {
  return requiredCategories.length > 0 ? requiredCategories.includes(code) : ADVERTISING_CATEGORIES.has(squash(code));
}

function yesOrNo(sign: string, agreed: boolean | undefined): ConsentSign[] {
  return agreed === undefined ? [] : [{ sign, says: agreed ? 'granted' : 'refused' }];
}

function tcfSign(text: string): ConsentSign {
  const verdict = readTcf(text);
  if (verdict === undefined) return { sign: 'TCF', says: 'unreadable' };
  return verdict.granted ? { sign: 'TCF', says: 'granted' } : { sign: 'TCF', says: 'refused', what: verdict.refused };
}

function gppSign(text: string): ConsentSign {
  const verdict = readGpp(text);
  if (verdict === undefined) return { sign: 'GPP', says: 'unreadable' };
  if (verdict.tcf?.granted === false) return { sign: 'GPP', says: 'refused', what: verdict.tcf.refused };
  if (verdict.optedOut !== undefined) return { sign: 'GPP', says: 'opted out', what: verdict.optedOut };
  return { sign: 'GPP', says: verdict.tcf?.granted ? 'granted' : 'no refusal' };
}
