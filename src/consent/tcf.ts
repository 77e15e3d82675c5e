import { TCString } from '@iabtcf/core';
import { Recent } from '../base/recent.ts';

/** Amazon Advertising in the IAB's global vendor list. */
export const AMAZON_VENDOR = 793;

/**
 * The purposes that importing a conversion needs, by their numbers in TCF v2: 1 store and read information on a device, 3 and 4 make and
 * use profiles for advertising, 7 measure advertising. Amazon says of imported conversions that they serve all of these; whoever refused
 * one of them is not sent.
 */
export const NEEDED_PURPOSES = [1, 3, 4, 7] as const;
/** Of these, the one that may rest on a legitimate interest instead of consent. */
const MEASURING = 7;

/** What a TCF string says of Amazon: granted, or what is refused. */
export type TcfVerdict = { readonly granted: true } | { readonly granted: false; readonly refused: string };

const remembered = new Recent<string, TcfVerdict | 'unreadable'>(2_000);

/** Decodes a TCF v2 string; undefined for what is none. */
export function readTcf(text: string): TcfVerdict | undefined {
  let verdict = remembered.get(text);
  if (verdict === undefined) {
    verdict = decoded(text);
    remembered.set(text, verdict);
  }
  return verdict === 'unreadable' ? undefined : verdict;
}

type Model = ReturnType<typeof TCString.decode>;

function decoded(text: string): TcfVerdict | 'unreadable' {
  let model: Model;
  try {
    model = TCString.decode(text);
  } catch {
    return 'unreadable';
  }
  for (const purpose of NEEDED_PURPOSES) {
    if (!allows(model, purpose)) return { granted: false, refused: `TCF purpose ${purpose}` };
  }
  if (model.vendorConsents.has(AMAZON_VENDOR)) return { granted: true };
  return { granted: false, refused: `TCF vendor ${AMAZON_VENDOR} (Amazon)` };
}

function allows(model: Model, purpose: number): boolean {
  const restrictions = model.publisherRestrictions
    .getRestrictions(AMAZON_VENDOR)
    .filter((restriction) => restriction.purposeId === purpose)
    .map((restriction) => restriction.restrictionType as number);
  if (restrictions.includes(NOT_ALLOWED)) return false;
  // Where the publisher's country does not ask for the first purpose, nobody was asked.
  if (purpose === 1 && model.purposeOneTreatment) return true;
  if (model.purposeConsents.has(purpose)) return true;
  return (
    purpose === MEASURING &&
    !restrictions.includes(REQUIRE_CONSENT) &&
    model.purposeLegitimateInterests.has(purpose) &&
    model.vendorLegitimateInterests.has(AMAZON_VENDOR)
  );
}

/** Types of publisher restrictions in TCF v2. */
const NOT_ALLOWED = 0;
const REQUIRE_CONSENT = 1;
