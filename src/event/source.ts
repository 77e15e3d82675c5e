import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from './event.ts';

/** Where an event happened, as far as events tell it (ads_v1's `eventSource`). */
export type Source = 'WEBSITE' | 'ANDROID' | 'IOS' | 'FIRE_TV' | 'OFFLINE';

/** Libraries of browsers: what they say of the system is the phone's or computer's that the page was seen on. */
const BROWSER_LIBRARIES = ['analytics.js', 'rudderlabs javascript sdk', 'snippet', 'analytics-next', 'web'];

/** Names of a channel that no device was part of. */
const OFFLINE_CHANNELS = new Set([
  'offline',
  'import',
  'in_store',
  'instore',
  'store',
  'pos',
  'retail',
  'call_center',
  'phone',
]);

/**
 * Where an event happened: imports and shops' tills are OFFLINE (`channel` or `context.channel`), apps are told by
 * `context.device.type` and `context.os.name` in any case, and all else is WEBSITE.
 */
export function eventSource(event: Event): Source {
  const context = objectOf(event.fields, 'context');
  if (OFFLINE_CHANNELS.has(word(own(event.fields, 'channel')) || word(own(context, 'channel')))) return 'OFFLINE';
  if (BROWSER_LIBRARIES.includes(word(own(objectOf(context, 'library'), 'name')))) return 'WEBSITE';
  const device = objectOf(context, 'device');
  const system = word(own(objectOf(context, 'os'), 'name')).replace(/[^a-z]/g, '');
  const type = word(own(device, 'type')).replace(/[^a-z]/g, '');
  if (isFireTv(type, system, word(own(device, 'model')))) return 'FIRE_TV';
  if ([type, system].some((name) => /^(ios|ipados|iphone|ipad|iphoneos)$/.test(name))) return 'IOS';
  if ([type, system].some((name) => /^(android|androidos|fireos|firetablet|kindle)$/.test(name))) return 'ANDROID';
  return 'WEBSITE';
}

/** Amazon's own models of Fire TV begin with AFT. */
function isFireTv(type: string, system: string, model: string): boolean {
  return type === 'firetv' || system === 'firetv' || (model.startsWith('aft') && /^(fireos|android)/.test(system));
}

function objectOf(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

function word(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}
