import { formatTime } from '../event/time.ts';
import { type ApiAccount, type ApiRequest, type Codec, DSP_V1 } from './api.ts';
import type { Conversion, MatchKey } from './conversion.ts';
import { bodyOf, decodeAnswer, withoutKey } from './items.ts';

const MEDIA_TYPE = 'application/vnd.dspconversioneventimport.v1+json';

/**
 * The codec of the DSP Conversions API v1, `POST /accounts/{id}/dsp/conversionDefinitions/eventData` (fact sheet section 1.1).
 */
export const dspV1: Codec = {
  facts: DSP_V1,
  encode,
  request: (items: readonly Buffer[], account: ApiAccount): ApiRequest => ({
    path: `/accounts/${encodeURIComponent(account.advertiserId)}/dsp/conversionDefinitions/eventData`,
    headers: {
      'content-type': MEDIA_TYPE,
      accept: MEDIA_TYPE,
      'Amazon-Advertising-API-ClientId': account.clientId,
      'Amazon-Ads-AccountId': account.advertiserId,
      ...(account.profileId === undefined ? {} : { 'Amazon-Advertising-API-Scope': account.profileId }),
    },
    body: bodyOf('{"source":"SERVER_TO_SERVER","eventData":[', items, ']}'),
  }),
  withoutKey,
  decode: (response, count, now) => decodeAnswer(response, count, 1, now),
};

/**
 * One `ConversionEventDataV1`. The playbook's epoch seconds become the ISO-8601 text that Amazon takes. Written by hand, at half of
 * what JSON.stringify takes, since people come again and their keys' texts are remembered; a test holds both equal.
 */
function encode(conversion: Conversion): string {
  const { value, currencyCode, unitsSold, dataProcessingOptions } = conversion;
  const time = formatTime(conversion.timestamp * 1000);
  let keys = '';
  for (const key of conversion.matchKeys) keys += keys === '' ? keyText(key) : `,${keyText(key)}`;
  let rest = '';
  if (value !== undefined) rest += `,"value":${value}`;
  if (currencyCode !== undefined) rest += `,"currencyCode":"${currencyCode}"`;
  if (unitsSold !== undefined) rest += `,"unitsSold":${unitsSold}`;
  rest += `,"clientDedupeId":${JSON.stringify(conversion.clientDedupeId)}`;
  if (dataProcessingOptions !== undefined) rest += `,"dataProcessingOptions":"${dataProcessingOptions}"`;
  const head = `{"name":${JSON.stringify(conversion.name)},"conversionDefinitionId":${JSON.stringify(conversion.conversionDefinitionId)}`;
  return `${head},"timestamp":"${time}","countryCode":"${conversion.countryCode}","matchKeys":[${keys}]${rest}}`;
}

const keyTexts = new WeakMap<MatchKey, string>();

function keyText(key: MatchKey): string {
  let text = keyTexts.get(key);
  if (text === undefined) {
    text = JSON.stringify({ type: key.type, values: key.values });
    keyTexts.set(key, text);
  }
  return text;
}
