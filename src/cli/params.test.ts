import { expect, it } from 'vitest';
import { KITS } from '../kits/library.ts';
import { typedParams } from './params.ts';

it.each([
  ['LINGER_MS', '30', 30],
  ['RATE_LIMIT', ' 2.5 ', 2.5],
  ['LINGER_MS', 'soon', 'soon'],
  ['LINGER_MS', '12345678901234567890', '12345678901234567890'],
  ['CONSENT_CATEGORIES', 'C0004, C0002', ['C0004', 'C0002']],
  ['CONSENT_COUNTRIES', '', ''],
  ['SEND_IP', 'true', 'on'],
  ['SEND_IP', 'off', 'off'],
  ['CONSENT_POLICY', 'true', 'true'],
  ['ADVERTISER_ID', '1234567890', '1234567890'],
  ['DEFINITION.Order Completed', '109', '109'],
  ['NOBODY', '1', '1'],
])('--param %s=%s is kept as its kind wants', (name, text, value) => {
  expect(typedParams({ [name]: text }, KITS.get('amazon-dsp-events'))).toEqual({ [name]: value });
});
