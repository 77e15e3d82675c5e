import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { rigConfig } from '../../test/support/gateway.ts';
import type { JsonObject } from '../base/json.ts';
import { configJsonSchema } from './json-schema.ts';

const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(configJsonSchema());

const config = (integration: JsonObject): JsonObject => ({
  integrations: { amazon: { kit: 'amazon-dsp-events', ...integration } },
  pipelines: { web: { writeKeys: ['k'], integrations: ['amazon'] } },
});

describe('the JSON Schema of dspatch.yaml', () => {
  it.each<[string, unknown]>([
    ['the configuration of a whole gateway', JSON.parse(rigConfig('http://127.0.0.1:9090'))],
    ['an integration with defaults alone', config({})],
    [
      'parameters of every kind',
      config({ parameters: { REGION: 'EU', LINGER_MS: 5, SEND_IP: 'on', CONSENT_COUNTRIES: ['DE'] } }),
    ],
    [
      'a playbook of the kit',
      config({ playbook: { global: { 'customData.brand': { mapping: 'properties.brand' } } } }),
    ],
    ['nothing', {}],
  ])('takes %s', (_, value) => {
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a misspelt section', { pipeline: {} }],
    ['an unknown kit', { integrations: { amazon: { kit: 'amazon' } } }],
    ['a parameter of the other kit', config({ parameters: { PROFILE_ID: '1' } })],
    ['a choice that is none', config({ parameters: { REGION: 'US' } })],
    ['a secret in plain', config({ parameters: { CLIENT_SECRET: 'hunter2' } })],
    [
      'an output key of the other kit',
      config({ playbook: { global: { conversionDefinitionId: { enrichment: '1' } } } }),
    ],
    ['a type that is none', config({ playbook: { events: { A: { conversionType: { enrichment: 'PURCHASE' } } } } })],
    [
      'a definition that is none',
      { integrations: { a: { kit: 'amazon-dsp-capi', parameters: { 'DEFINITION.Page': 'page' } } } },
    ],
    ['a path that begins nowhere', config({ playbook: { global: { value: { mapping: 'propertys.total' } } } })],
  ])('refuses %s', (_, value) => {
    expect(validate(value)).toBe(false);
  });
});
