import { formatTime } from '../event/time.ts';
import { type ApiAccount, type ApiRequest, type Codec, DSP_V1 } from './api.ts';
import type { Conversion, MatchKey } from './conversion.ts';
import { decodeItems } from './items.ts';
import { parseJson, requestIdOf, wholeAnswer } from './status.ts';

const MEDIA_TYPE = 'application/vnd.dspconversioneventimport.v1+json';

/**
 * The codec of the DSP Conversions API v1, `POST /accounts/{id}/dsp/conversionDefinitions/eventData` (fact sheet section 1.1).
 */
export const dspV1: Codec = {
  facts: DSP_V1,
  encode,
  request: (items: readonly string[], account: ApiAccount): ApiRequest => ({
    path: `/accounts/${encodeURIComponent(account.advertiserId)}/dsp/conversionDefinitions/eventData`,
    headers: {
      'content-type': MEDIA_TYPE,
      accept: MEDIA_TYPE,
      'Amazon-Advertising-API-ClientId': account.clientId,
      'Amazon-Ads-AccountId': account.advertiserId,
      ...(account.profileId === undefined ? {} : { 'Amazon-Advertising-API-Scope': account.profileId }),
    },
    body: `{"source":"SERVER_TO_SERVER","eventData":[${items.join(',')}]}`,
  }),
  withoutKey: (item, type) => {
    const event = JSON.parse(item) as { matchKeys: readonly MatchKey[] };
    const matchKeys = event.matchKeys.filter((key) => key.type !== type);
    if (matchKeys.length === 0 || matchKeys.length === event.matchKeys.length) return undefined;
    return JSON.stringify({ ...event, matchKeys });
  },
  decode: (response, count, now) => {
    const whole = wholeAnswer(response, now);
    if (whole !== undefined) return whole;
    const requestId = requestIdOf(response);
    return {
      items: decodeItems(parseJson(response.body), count, 1),
      ...(requestId === undefined ? {} : { requestId }),
    };
  },
};

/** One `ConversionEventDataV1`. The playbook's epoch seconds become the ISO-8601 text that Amazon takes. */
function encode(conversion: Conversion): string {
  return JSON.stringify({
    name: conversion.name,
    conversionDefinitionId: conversion.conversionDefinitionId,
    timestamp: formatTime(conversion.timestamp * 1000),
    countryCode: conversion.countryCode,
    matchKeys: conversion.matchKeys,
    value: conversion.value,
    currencyCode: conversion.currencyCode,
    unitsSold: conversion.unitsSold,
    clientDedupeId: conversion.clientDedupeId,
    dataProcessingOptions: conversion.dataProcessingOptions,
  });
}
