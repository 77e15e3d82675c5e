import { formatTime } from '../event/time.ts';
import { ADS_V1, type ApiAccount, type ApiRequest, type Codec } from './api.ts';
import type { Conversion } from './conversion.ts';
import { bodyOf, decodeAnswer, withoutKey } from './items.ts';

/** Who delivers, in every event (`partner`). */
const PARTNER = 'dspatch';

/** The codec of the Events API, `POST /adsApi/v1/create/events` (fact sheet section 1.3). */
export const adsV1: Codec = {
  facts: ADS_V1,
  encode: (conversion) => JSON.stringify(eventCreate(conversion)),
  request: (items: readonly Buffer[], account: ApiAccount): ApiRequest => ({
    path: '/adsApi/v1/create/events',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'Amazon-Ads-ClientId': account.clientId,
      'Amazon-Ads-AccountId': account.advertiserId,
    },
    body: bodyOf('{"events":[', items, ']}'),
  }),
  withoutKey,
  decode: (response, count, now) => decodeAnswer(response, count, 0, now),
};

/** One `EventCreate`. What is undefined is not written. */
function eventCreate(conversion: Conversion): object {
  const { matchKeys, value, currencyCode, unitsSold, consent, customData, dataProcessingOptions, userAgent } =
    conversion;
  return {
    eventDescription: {
      name: conversion.name,
      conversionType: conversion.conversionType,
      eventSource: conversion.eventSource,
      eventIngestionMethod: 'SERVER_TO_SERVER',
      dataSetName: conversion.dataSetName,
    },
    countryCode: conversion.countryCode,
    eventTime: formatTime(conversion.timestamp * 1000),
    matchKeys,
    value,
    currencyCode,
    unitsSold,
    eventId: conversion.clientDedupeId,
    consent,
    customData,
    dataProcessingOptions: dataProcessingOptions && { options: dataProcessingOptions },
    deviceInfo: userAgent === undefined ? undefined : { userAgent },
    arefMeasurementTokens: conversion.arefMeasurementTokens,
    amazonAdEventKey: conversion.amazonAdEventKey,
    partner: PARTNER,
  };
}
