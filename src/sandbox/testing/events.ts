import { createHash } from 'node:crypto';
import type { JsonObject } from '../../base/json.ts';

/** SHA-256 in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Epoch milliseconds in the form Amazon documents. */
export function isoTime(ms: number = Date.now()): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A `dsp_v1` event with nothing wrong with it; members given here replace its own, undefined ones take them away. */
export function dspEvent(members: JsonObject = {}): JsonObject {
  return {
    name: 'order_completed',
    conversionDefinitionId: '591000000000000009',
    timestamp: isoTime(),
    countryCode: 'US',
    matchKeys: [{ type: 'EMAIL', values: [sha256('abc@example.com')] }],
    value: 59.9,
    currencyCode: 'USD',
    unitsSold: 2,
    clientDedupeId: 'order-1001',
    ...members,
  };
}

/** An `ads_v1` event with nothing wrong with it; members work as in `dspEvent`. */
export function adsEvent(members: JsonObject = {}): JsonObject {
  return {
    eventDescription: adsDescription(),
    countryCode: 'US',
    eventTime: isoTime(),
    matchKeys: [{ type: 'EMAIL', values: [sha256('abc@example.com')] }],
    value: 59.9,
    currencyCode: 'USD',
    unitsSold: 2,
    eventId: 'order-1001',
    ...members,
  };
}

/** The description of an order. */
export function adsDescription(members: JsonObject = {}): JsonObject {
  return {
    name: 'order_completed',
    conversionType: 'OFF_AMAZON_PURCHASES',
    eventSource: 'WEBSITE',
    eventIngestionMethod: 'SERVER_TO_SERVER',
    ...members,
  };
}
