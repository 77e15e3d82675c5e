import { isObject, type Json, own } from '../../base/json.ts';
import { parseJson } from '../http/json-body.ts';
import { dedupeIdOf } from '../record/accepted-event.ts';

/** The dedupe ids of an import request's items, undefined for an item without one; empty for any other body. */
export function peekItems(body: Buffer): ReadonlyArray<string | undefined> {
  const value = parseJson(body);
  if (!isObject(value)) return [];
  const dsp = own(value, 'eventData');
  if (Array.isArray(dsp)) return dsp.map((item) => idOf('dsp_v1', item));
  const ads = own(value, 'events');
  return Array.isArray(ads) ? ads.map((item) => idOf('ads_v1', item)) : [];
}

function idOf(api: 'dsp_v1' | 'ads_v1', item: Json): string | undefined {
  return isObject(item) ? dedupeIdOf(api, item) : undefined;
}
