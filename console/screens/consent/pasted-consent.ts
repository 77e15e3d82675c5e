import type { Json, JsonObject } from '../../../src/base/json.ts';
import { sampleEvent } from '../../parts/sample-event.ts';

/** What was pasted, as the part of an event that carries it; or why it cannot be one. */
export type PastedConsent =
  | {
      readonly ok: true;
      readonly as: string;
      readonly event: { readonly context: JsonObject; readonly properties?: Json };
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what somebody pasted to see what becomes of it: a TCF string, a GPP string, or JSON. JSON may be the consent alone, the context with
 * it, or a whole event, of which the context and the properties are taken. Nothing: an event that says nothing of consent.
 */
export function readPasted(text: string): PastedConsent {
  const pasted = text.trim();
  if (pasted === '') return { ok: true, as: 'no sign at all', event: { context: {} } };
  if (pasted.startsWith('{')) return readJson(pasted);
  // A GPP string begins with its header of the type 3, a TCF string with its version 2 (IAB): six bits, in base64.
  const isGpp = pasted.startsWith('D') || pasted.includes('~');
  return isGpp
    ? { ok: true, as: 'a GPP string', event: { context: { consent: { gpp: pasted } } } }
    : { ok: true, as: 'a TCF string', event: { context: { consent: { tcf: pasted } } } };
}

function readJson(text: string): PastedConsent {
  let value: JsonObject;
  try {
    value = JSON.parse(text) as JsonObject;
  } catch {
    return { ok: false, problem: 'This begins like JSON, and cannot be read as that: a quote or a comma is missing.' };
  }
  const { context, properties, consent } = value;
  if (isObject(context) || isObject(properties)) {
    const event = { context: isObject(context) ? context : {}, ...(isObject(properties) ? { properties } : {}) };
    return { ok: true, as: 'an event', event };
  }
  if (isObject(consent)) return { ok: true, as: 'a context', event: { context: value } };
  return { ok: true, as: 'a consent payload', event: { context: { consent: value } } };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A made-up event that says what was pasted, and comes from a country; without one, it says what was pasted alone. */
export function eventWith({ event }: PastedConsent & { readonly ok: true }, country: string): object {
  const sample = sampleEvent('Order Completed') as { readonly context: JsonObject };
  const said = country.trim();
  const location = isObject(event.context.location) ? event.context.location : {};
  const from = said === '' ? {} : { location: { ...location, country: said } };
  return { ...sample, ...event, context: { ...sample.context, ...event.context, ...from } };
}
