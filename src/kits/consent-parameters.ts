import { CONSENT_COUNTRIES } from '../consent/policy.ts';
import type { Parameter } from './parameters.ts';

/** What an integration asks of people's consent (platform decisions, section 4). */
export const CONSENT_PARAMETERS: readonly Parameter[] = [
  {
    name: 'CONSENT_COUNTRIES',
    kind: 'countries',
    default: [...CONSENT_COUNTRIES],
    description:
      'Where an event needs a sign of consent: country codes. By default the EEA and the United Kingdom, with what belongs to them.',
  },
  {
    name: 'CONSENT_POLICY',
    kind: 'choice',
    choices: ['drop', 'send'],
    default: 'drop',
    description: 'What happens to an event that needs a sign of consent and has none.',
  },
  {
    name: 'CONSENT_CATEGORIES',
    kind: 'list',
    default: [],
    description:
      'The consent categories that a person must have agreed to, by the codes your consent platform gives them (context.consent.categoryPreferences). Without any, no category has to be agreed to, and a refusal still counts of those that are about advertising by their names: C0004, advertising, targeting, marketing.',
    example: 'advertising',
  },
  {
    name: 'OPT_OUT_POLICY',
    kind: 'choice',
    choices: ['drop', 'limited_data_use'],
    default: 'drop',
    description:
      'What happens to the events of people in the United States who opted out of sale, sharing or targeted advertising: dropped, or sent marked LIMITED_DATA_USE.',
  },
  {
    name: 'LIMITED_DATA_USE',
    kind: 'choice',
    choices: ['send', 'drop'],
    default: 'send',
    description: 'What happens to conversions marked LIMITED_DATA_USE, which Amazon does not use for advertising.',
  },
];
