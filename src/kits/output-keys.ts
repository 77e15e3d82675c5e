import type { ApiFacts } from '../amazon/api.ts';
import { CONVERSION_TYPES, EVENT_SOURCES } from '../amazon/conversion.ts';
import type { OutputKey } from '../playbook/compile.ts';

/** The output keys of both kits, under the names of the platform's document: what either API does with them is its codec's. */
export function sharedOutputKeys(api: ApiFacts): readonly OutputKey[] {
  return [
    { name: 'name', type: 'text', required: true, description: 'Normalised name of the event, 1 to 256 characters.' },
    {
      name: 'matchKeys',
      type: 'list',
      required: true,
      description: 'Hashed identifiers used for matching; at least one. Items are { type, value }, raw or hashed.',
    },
    {
      name: 'matchKeys.*',
      type: 'text',
      members: [...api.matchKeyTypes],
      description: 'One identifier, raw or hashed; it goes before those that matchKeys finds.',
    },
    {
      name: 'clientDedupeId',
      type: 'text',
      description: 'Unique id under which Amazon counts the event once. Must not be a user’s identifier.',
    },
    { name: 'timestamp', type: 'epoch seconds', required: true, description: 'When the event happened.' },
    {
      name: 'countryCode',
      type: 'text',
      required: true,
      description:
        'Country of the user. An enrichment here stands in for events that do not say their own; a mapping or expression goes before what they say.',
    },
    { name: 'value', type: 'number', description: 'Total order value, two decimals. Purchases only.' },
    { name: 'currencyCode', type: 'text', description: 'ISO currency code of the value. Purchases only.' },
    {
      name: 'unitsSold',
      type: 'whole number',
      description: 'Total quantity of items sold, at least 1. Purchases only.',
    },
    {
      name: 'dataProcessingOptions',
      type: 'text',
      description: 'LIMITED_DATA_USE: Amazon does not process the conversion for advertising.',
    },
  ];
}

/** What links an event to a conversion definition in dsp_v1. */
export const DEFINITION_KEYS: readonly OutputKey[] = [
  {
    name: 'conversionDefinitionId',
    type: 'text or list',
    required: true,
    description: 'Conversion definition id assigned by Amazon Ads. A list of ids makes a conversion for each of them.',
  },
  {
    name: 'conversionType',
    type: 'text',
    description: `The definition’s type, which is not sent: where it is known and not OFF_AMAZON_PURCHASES, value, currency and units stay behind. One of ${CONVERSION_TYPES.join(', ')}.`,
  },
];

/** What describes an event in ads_v1, and what that API alone carries. */
export const DESCRIPTION_KEYS: readonly OutputKey[] = [
  {
    name: 'conversionType',
    type: 'text or list',
    required: true,
    description: `What kind of conversion it is. A list makes a conversion of each kind. One of ${CONVERSION_TYPES.join(', ')}.`,
  },
  {
    name: 'eventSource',
    type: 'text',
    required: true,
    description: `Where it happened. One of ${EVENT_SOURCES.join(', ')}.`,
  },
  {
    name: 'dataSetName',
    type: 'text',
    description: 'The data set it is filed under: 5 to 100 letters, digits, _ or -, beginning with a letter.',
  },
  {
    name: 'customData.*',
    type: 'text, whole number or truth value',
    description:
      'An attribute for reports: at most 13, whose names and values are letters, digits and underscores. In texts, other characters become underscores.',
  },
  { name: 'userAgent', type: 'text', description: 'The browser’s own name, as it is; the first 512 characters.' },
  {
    name: 'arefMeasurementTokens',
    type: 'text',
    description:
      'The measurement tokens of the ad click, from the landing page’s "aref": token.epochMilliseconds, several with |. A token without its time gets the event’s.',
  },
  {
    name: 'amazonAdEventKey',
    type: 'text',
    description: 'Amazon’s traffic id, for events that were attributed already.',
  },
];
