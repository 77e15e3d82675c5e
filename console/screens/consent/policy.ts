import type { KitView } from '../../../src/admin/api/library.ts';
import type { Json } from '../../../src/base/json.ts';
import type { IntegrationContent } from '../../../src/catalog/model.ts';

// What an integration asks of people's consent, as its parameters say it (src/kits/consent-parameters.ts). The gateway reads and checks them.

/** The consent policy of an integration, with the kit's defaults where it says nothing. */
export interface Policy {
  /** Where an event needs a sign of consent, by codes of countries. */
  readonly countries: readonly string[];
  /** What happens to an event that needs one and has none: `drop` or `send`. */
  readonly missing: string;
  /** The categories that must have been agreed to. */
  readonly categories: readonly string[];
  /** What happens to events of people who opted out: `drop` or `limited_data_use`. */
  readonly optOut: string;
  /** What happens to conversions marked for limited use: `send` or `drop`. */
  readonly limited: string;
}

export const PARAMETERS: Readonly<Record<keyof Policy, string>> = {
  countries: 'CONSENT_COUNTRIES',
  missing: 'CONSENT_POLICY',
  categories: 'CONSENT_CATEGORIES',
  optOut: 'OPT_OUT_POLICY',
  limited: 'LIMITED_DATA_USE',
};
const FIELDS = Object.keys(PARAMETERS) as (keyof Policy)[];

/** The policy of a content: what it says, else what its kit does. */
export function policyOf(kit: KitView, { parameters }: Pick<IntegrationContent, 'parameters'>): Policy {
  const value = (field: keyof Policy): Json => parameters[PARAMETERS[field]] ?? usual(kit, field);
  return {
    ...{ countries: listOf(value('countries')), categories: listOf(value('categories')) },
    ...{ missing: String(value('missing')), optOut: String(value('optOut')), limited: String(value('limited')) },
  };
}

/** A content with another policy. What is as the kit has it is left to the kit. */
export function withPolicy(kit: KitView, content: IntegrationContent, policy: Policy): IntegrationContent {
  const parameters = { ...content.parameters };
  for (const field of FIELDS) {
    const name = PARAMETERS[field];
    const value = policy[field];
    if (isSame(value, usualPolicy(kit)[field])) delete parameters[name];
    else parameters[name] = typeof value === 'string' ? value : [...value];
  }
  return { ...content, parameters };
}

/** The policy of whoever changes nothing. */
export function usualPolicy(kit: KitView): Policy {
  return policyOf(kit, { parameters: {} });
}

/** Whether two policies ask the same. */
export function asksSame(a: Policy, b: Policy): boolean {
  return FIELDS.every((field) => isSame(a[field], b[field]));
}

/** Whether a parameter is one of the policy. */
export function isOfPolicy(parameter: string | number | undefined): boolean {
  return FIELDS.some((field) => PARAMETERS[field] === parameter);
}

/** A list, or what was typed for one, with commas. */
export function listOf(value: Json): readonly string[] {
  const items = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function usual(kit: KitView, field: keyof Policy): Json {
  return kit.parameters.find(({ name }) => name === PARAMETERS[field])?.default ?? '';
}

function isSame(a: Policy[keyof Policy], b: Policy[keyof Policy]): boolean {
  const plain = (value: typeof a): string => (typeof value === 'string' ? value : [...value].sort().join(','));
  return plain(a) === plain(b);
}
