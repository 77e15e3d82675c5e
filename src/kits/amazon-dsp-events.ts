import { adsV1 } from '../amazon/ads-v1.ts';
import { ADS_V1 } from '../amazon/api.ts';
import { DATA_SET_NAME } from '../amazon/conversion.ts';
import type { SectionConfig } from '../playbook/schema.ts';
import { CONNECTION_PARAMETERS } from './connection-parameters.ts';
import { CONSENT_PARAMETERS } from './consent-parameters.ts';
import { DEDUPE_PARAMETERS } from './dedupe-parameters.ts';
import { DOCUMENT_EVENTS, eventSections, GLOBAL, USUAL_EVENTS } from './default-playbook.ts';
import { deliveryParameters } from './delivery-parameters.ts';
import { IDENTITY_PARAMETERS } from './identity-parameters.ts';
import type { Kit } from './kit.ts';
import { DESCRIPTION_KEYS, sharedOutputKeys } from './output-keys.ts';

/** The attributes that Amazon's reports know, and the ten that are the advertiser's own. */
const CUSTOM_DATA: SectionConfig = {
  'customData.brand': { mapping: ['properties.brand', 'properties.products.0.brand'] },
  'customData.category': { mapping: ['properties.category', 'properties.products.0.category'] },
  'customData.productId': {
    mapping: [
      'properties.product_id',
      'properties.productId',
      'properties.sku',
      'properties.products.0.product_id',
      'properties.products.0.productId',
      'properties.products.0.sku',
    ],
  },
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`customData.attr${i + 1}`, { mapping: `properties.attr${i + 1}` }]),
  ),
};

/** The kit of the Events API, ads_v1: no definitions to set up, consent travels along, and older events are taken. */
export const amazonDspEvents: Kit = {
  name: 'amazon-dsp-events',
  title: 'Amazon DSP Events',
  description: 'Sends conversions to Amazon DSP by description, with consent (Events API, Amazon Ads API v1).',
  codec: adsV1,
  parameters: [
    ...CONNECTION_PARAMETERS,
    {
      name: 'DATA_SET_NAME',
      kind: 'text',
      default: 'Default_Events',
      pattern: {
        regex: DATA_SET_NAME,
        says: 'must be 5 to 100 letters, digits, _ or -, beginning with a letter',
      },
      description:
        'The data set that events are filed under. Changing it makes new definitions at Amazon and splits their history.',
    },
    ...deliveryParameters(ADS_V1),
    ...IDENTITY_PARAMETERS,
    {
      name: 'USER_ID_MATCH_KEY',
      kind: 'choice',
      choices: ['MATCH_ID', 'off'],
      default: 'MATCH_ID',
      description:
        'Whether a user id of letters and digits, at most 100, is sent as it is as MATCH_ID. Others are not bent into shape.',
    },
    {
      name: 'SEND_IP',
      kind: 'choice',
      choices: ['off', 'on'],
      default: 'off',
      description: 'Whether the IP address is sent, as it is, as the match key FIP. It counts as personal data.',
    },
    ...CONSENT_PARAMETERS,
    ...DEDUPE_PARAMETERS,
  ],
  outputKeys: [...sharedOutputKeys(ADS_V1), ...DESCRIPTION_KEYS],
  playbook: {
    global: {
      ...GLOBAL,
      eventSource: { expression: 'eventSource' },
      dataSetName: { enrichment: '${DATA_SET_NAME}' },
      ...CUSTOM_DATA,
      userAgent: { mapping: 'context.userAgent' },
      arefMeasurementTokens: {
        mapping: ['context.amazon.arefMeasurementTokens', 'context.amazon.aref', 'context.aref', 'properties.aref'],
      },
      amazonAdEventKey: { mapping: 'context.amazon.adEventKey' },
    },
    events: eventSections({ ...DOCUMENT_EVENTS, ...USUAL_EVENTS }),
  },
};
