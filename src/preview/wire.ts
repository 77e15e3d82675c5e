import type { Conversion, MatchKey, Note } from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import type { Integration, MappedDelivery } from '../pipeline/integration.ts';
import { maskedText } from './mask.ts';
import type { Personal } from './personal.ts';

/** One conversion as it would go to Amazon. */
export interface DeliveryTrace {
  /** What tells it from the others of its event; empty for the first. */
  readonly target: string;
  /** The item exactly as it would stand in the request, save what is masked. */
  readonly wire: Json;
  /** What is masked in it: identifiers that travel raw, and what else is personal. Empty: it is the item to the letter. */
  readonly masked: readonly string[];
  /** What was left out and why. */
  readonly notes: readonly Note[];
}

/** The item of a conversion, encoded by the same codec. */
export function deliveryTrace(
  { kit }: Integration,
  { conversion, wire, target }: MappedDelivery,
  personal: Personal,
): DeliveryTrace {
  const masked: string[] = [];
  const seen = masking(conversion, personal, masked);
  const item = JSON.parse(masked.length === 0 ? wire : kit.codec.encode(seen)) as Json;
  return { target, wire: item, masked, notes: conversion.notes ?? [] };
}

const DIGEST = /^[0-9a-f]{64}$/;

function masking(conversion: Conversion, personal: Personal, masked: string[]): Conversion {
  const hide = (what: string, text: string): string => {
    masked.push(what);
    return maskedText(text);
  };
  const { userAgent, arefMeasurementTokens, amazonAdEventKey, customData } = conversion;
  return {
    ...conversion,
    matchKeys: conversion.matchKeys.map((key): MatchKey => {
      const [value] = key.values;
      return DIGEST.test(value) ? key : { ...key, values: [hide(`matchKeys.${key.type}`, value)] };
    }),
    ...(userAgent === undefined ? {} : { userAgent: hide('userAgent', userAgent) }),
    ...(arefMeasurementTokens === undefined
      ? {}
      : { arefMeasurementTokens: hide('arefMeasurementTokens', arefMeasurementTokens) }),
    ...(amazonAdEventKey === undefined ? {} : { amazonAdEventKey: hide('amazonAdEventKey', amazonAdEventKey) }),
    ...(customData === undefined
      ? {}
      : {
          customData: customData.map((one) =>
            personal.isIn(one.value) ? { ...one, value: hide(`customData.${one.name}`, one.value) } : one,
          ),
        }),
  };
}
