import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from './event.ts';

/** Where an event happened, as far as events tell it (ads_v1's `eventSource`). */
export type Source = 'WEBSITE' | 'ANDROID' | 'IOS' | 'FIRE_TV' | 'OFFLINE';

/** Libraries of browsers: what they say of the system is the phone's or computer's that the page was seen on. */
const BROWSER_LIBRARIES = ['analytics.js', 'rudderlabs javascript sdk', 'snippet', 'analytics-next', 'web'];

/** No name of a library, system or device is longer; nothing is looked for in what is. */
const LONGEST_NAME = 100;

/** Names of a channel that no device was part of, without spaces, `_` and `-`. */
const OFFLINE_CHANNELS = new Set([
  'offline',
  'import',
  'instore',
  'store',
  'pos',
  'retail',
  'callcenter',
  'callcentre',
  'phone',
]);

/**
 * Where an event happened. Imports, shops' tills and call centres are OFFLINE (`channel` or `context.channel`); what a browser's
 * library sends, or has seen on a page, is WEBSITE, whatever the phone's system; apps are told by `context.device.type` and
 * `context.os.name` in any case, Apple TV as IOS since Amazon has no name for it and its apps are the phone's; all else is WEBSITE.
 */
export function eventSource(event: Event): Source {
  const context = objectOf(event.fields, 'context');
  if (OFFLINE_CHANNELS.has(letters(own(event.fields, 'channel')) || letters(own(context, 'channel')))) return 'OFFLINE';
  if (BROWSER_LIBRARIES.includes(word(own(objectOf(context, 'library'), 'name')))) return 'WEBSITE';
  const device = objectOf(context, 'device');
  const system = letters(own(objectOf(context, 'os'), 'name'));
  const type = letters(own(device, 'type'));
  if (isOnPage(context) && !APP_DEVICES.test(type)) return 'WEBSITE';
  if (isFireTv(type, system, word(own(device, 'model')))) return 'FIRE_TV';
  if ([type, system].some((name) => /^(ios|ipados|iphone|ipad|iphoneos|tvos)$/.test(name))) return 'IOS';
  if ([type, system].some((name) => /^(android|androidos|fireos|firetablet|kindle)$/.test(name))) return 'ANDROID';
  return 'WEBSITE';
}

/** What apps' libraries call their devices. A server that reads a browser's name says `mobile`, `smartphone` or `phone`. */
const APP_DEVICES = /^(ios|iphone|ipad|ipados|tvos|android|fireos|firetablet|firetv)$/;

/** Whether a page was seen, and by no app: a shop on a phone is a shop in its browser. */
function isOnPage(context: JsonObject): boolean {
  const page = objectOf(context, 'page');
  if (own(page, 'url') === undefined && own(page, 'path') === undefined) return false;
  return Object.keys(objectOf(context, 'app')).length === 0;
}

/** Amazon's own models of Fire TV begin with AFT. */
function isFireTv(type: string, system: string, model: string): boolean {
  if (type === 'firetv' || system === 'firetv') return true;
  return model.startsWith('aft') && [type, system].some((name) => /^(fireos|android)/.test(name));
}

function objectOf(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

function word(value: Json | undefined): string {
  return typeof value === 'string' && value.length <= LONGEST_NAME ? value.trim().toLowerCase() : '';
}

function letters(value: Json | undefined): string {
  return word(value).replace(/[^a-z]/g, '');
}
