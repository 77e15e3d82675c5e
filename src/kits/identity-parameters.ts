import type { Parameter } from './parameters.ts';

/** The choices about identity and money that both kits offer. */
export const IDENTITY_PARAMETERS: readonly Parameter[] = [
  {
    name: 'DEFAULT_COUNTRY',
    kind: 'country',
    default: 'US',
    description: 'The country of events that do not say theirs; it also completes national phone numbers.',
  },
  {
    name: 'EMAIL_RULE',
    kind: 'choice',
    choices: ['amazon_strict', 'keep_plus_underscore', 'trim_lower'],
    default: 'amazon_strict',
    description:
      'How e-mail addresses are normalised before hashing: Amazon’s wording (keep a-z 0-9 . @ -), the same but keeping + and _, or trimming and lowering only.',
  },
  {
    name: 'PHONE_FORMAT',
    kind: 'choice',
    choices: ['digits', 'e164_plus'],
    default: 'digits',
    description: 'How phone numbers are written before hashing: digits with the country code, or the same with a plus.',
  },
  {
    name: 'SEND_ADDRESS',
    kind: 'choice',
    choices: ['off', 'on'],
    default: 'off',
    description: 'Whether the street line is sent, in Amazon’s canonical form, hashed.',
  },
  {
    name: 'CURRENCY_POLICY',
    kind: 'choice',
    choices: ['omit_value', 'drop'],
    default: 'omit_value',
    description:
      'What happens to a value in a currency that Amazon does not take: the conversion goes without its value, or the event is dropped.',
  },
  {
    name: 'DEFAULT_CURRENCY',
    kind: 'currency',
    description:
      'The currency of values whose event says nothing of it: neither the order nor a figure nor a product. Set it only where the shop has but one. Without it such values are not sent to the Events API; in the older API they go without a currency, and Amazon takes them in that of the conversion definition, which must then be the shop’s own.',
    example: 'EUR',
  },
  {
    name: 'SCORES',
    kind: 'choice',
    choices: ['omit', 'send'],
    default: 'omit',
    description:
      'Whether conversions that are no purchases may carry a value. Amazon reads it as a score on a scale of your own, without currency and units; it may be negative.',
  },
];
