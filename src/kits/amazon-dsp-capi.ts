import { DSP_V1 } from '../amazon/api.ts';
import { dspV1 } from '../amazon/dsp-v1.ts';
import { CONNECTION_PARAMETERS, PROFILE_PARAMETER } from './connection-parameters.ts';
import { CONSENT_PARAMETERS } from './consent-parameters.ts';
import { DEDUPE_PARAMETERS } from './dedupe-parameters.ts';
import { DOCUMENT_EVENTS, eventSections, GLOBAL } from './default-playbook.ts';
import { deliveryParameters } from './delivery-parameters.ts';
import { IDENTITY_PARAMETERS } from './identity-parameters.ts';
import { DEFINITION_PLACEHOLDER, type Kit } from './kit.ts';
import { DEFINITION_KEYS, sharedOutputKeys } from './output-keys.ts';

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
    ...CONSENT_PARAMETERS,
    ...DEDUPE_PARAMETERS,
  ],
  outputKeys: [...sharedOutputKeys(DSP_V1), ...DEFINITION_KEYS],
  playbook: {
    global: GLOBAL,
    events: eventSections(DOCUMENT_EVENTS, { conversionDefinitionId: { enrichment: DEFINITION_PLACEHOLDER } }),
  },
};
