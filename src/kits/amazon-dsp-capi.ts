import { DSP_V1 } from '../amazon/api.ts';
import { dspV1 } from '../amazon/dsp-v1.ts';
import type { OutputKey } from '../playbook/compile.ts';
import type { SectionConfig } from '../playbook/schema.ts';
import { CONNECTION_PARAMETERS, PROFILE_PARAMETER } from './connection-parameters.ts';
import { deliveryParameters } from './delivery-parameters.ts';
import { IDENTITY_PARAMETERS } from './identity-parameters.ts';
import { DEFINITION_PLACEHOLDER, type Kit } from './kit.ts';

const OUTPUT_KEYS: readonly OutputKey[] = [
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
    members: [...DSP_V1.matchKeyTypes],
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
  {
    name: 'conversionDefinitionId',
    type: 'text',
    required: true,
    description: 'Conversion definition id assigned by Amazon Ads.',
  },
  { name: 'value', type: 'number', description: 'Total order value, two decimals.' },
  { name: 'currencyCode', type: 'text', description: 'ISO currency code of the value.' },
  { name: 'unitsSold', type: 'whole number', description: 'Total quantity of items sold, at least 1.' },
  {
    name: 'dataProcessingOptions',
    type: 'text',
    description: 'LIMITED_DATA_USE: Amazon does not process the conversion for advertising.',
  },
];

const definition: SectionConfig = { conversionDefinitionId: { enrichment: DEFINITION_PLACEHOLDER } };

/**
 * The kit of the platform's document "Amazon DSP CAPI": conversion definitions over dsp_v1. Its playbook is the document's,
 * row by row.
 */
export const amazonDspCapi: Kit = {
  name: 'amazon-dsp-capi',
  title: 'Amazon DSP CAPI',
  description: 'Sends conversions to Amazon DSP by conversion definition (DSP Conversions API v1).',
  codec: dspV1,
  parameters: [
    ...CONNECTION_PARAMETERS,
    PROFILE_PARAMETER,
    ...deliveryParameters(DSP_V1),
    ...IDENTITY_PARAMETERS,
    {
      name: 'USER_ID_MATCH_KEY',
      kind: 'choice',
      choices: ['MATCH_ID', 'off'],
      default: 'MATCH_ID',
      description:
        'Whether a user id is sent, hashed, as MATCH_ID. Amazon’s published list for this API does not name that key: such events travel in batches of their own, and go again without it when Amazon refuses it.',
    },
  ],
  outputKeys: OUTPUT_KEYS,
  playbook: {
    global: {
      name: { expression: 'snakeCase(eventName)' },
      matchKeys: { expression: 'identity()' },
      clientDedupeId: { mapping: 'messageId' },
      timestamp: { mapping: 'timestamp' },
      countryCode: { enrichment: '${DEFAULT_COUNTRY}' },
    },
    events: {
      Page: definition,
      'Products Searched': definition,
      'Product List Viewed': definition,
      'Product Clicked': definition,
      'Product Viewed': definition,
      'Product Added': definition,
      'Product Removed': definition,
      'Cart Viewed': definition,
      'Order Completed': {
        ...definition,
        value: { expression: 'orderValue(properties)' },
        currencyCode: { mapping: 'properties.currency', modifiers: ['trim_string', 'uppercase_string'] },
        unitsSold: { expression: 'orderUnits(properties)' },
      },
    },
  },
};
