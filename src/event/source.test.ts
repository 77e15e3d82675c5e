import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf } from '../../test/support/events.ts';
import type { JsonObject } from '../base/json.ts';
import { eventSource } from './source.ts';

const of = (context: unknown, more: object = {}) => eventSource(eventOf({ event: 'A', context, ...more }));

describe('the source of an event', () => {
  it.each<[string, string, JsonObject]>([
    ['IOS', 'the SDK of an iPhone', { device: { type: 'ios', model: 'iPhone15,2' }, os: { name: 'iOS' } }],
    ['IOS', 'any case and spacing', { os: { name: ' ios ' } }],
    ['IOS', 'an iPad', { os: { name: 'iPadOS', version: '18.1' } }],
    ['IOS', 'the long name of its system', { os: { name: 'iPhone OS' } }],
    ['IOS', 'an Apple TV, which runs the same apps', { device: { type: 'tvos' }, os: { name: 'tvOS' } }],
    ['IOS', 'the device’s type alone', { device: { type: 'IOS' } }],
    ['ANDROID', 'the SDK of an Android phone', { device: { type: 'android' }, os: { name: 'Android' } }],
    ['ANDROID', 'any case', { os: { name: 'ANDROID' } }],
    ['ANDROID', 'a Fire tablet', { device: { type: 'android', model: 'KFMAWI' }, os: { name: 'Fire OS' } }],
    ['FIRE_TV', 'a model that begins with AFT, on Android', { device: { type: 'android', model: 'AFTMM' } }],
    ['FIRE_TV', 'a model that begins with AFT, on Fire OS', { device: { model: 'AFTKA' }, os: { name: 'Fire OS' } }],
    ['FIRE_TV', 'a device of that type', { device: { type: 'FireTV' } }],
    ['FIRE_TV', 'a device of that type, spaced', { device: { type: 'fire_tv' }, os: { name: 'Fire OS' } }],
    ['WEBSITE', 'a computer', { os: { name: 'Mac OS X' } }],
    ['WEBSITE', 'a phone’s browser, by Segment’s library', { library: { name: 'analytics.js' }, os: { name: 'iOS' } }],
    ['WEBSITE', 'by RudderStack’s', { library: { name: 'RudderLabs JavaScript SDK' }, os: { name: 'Android' } }],
    ['WEBSITE', 'a page on a phone, by a server', { page: { url: 'https://a.example/' }, os: { name: 'Android' } }],
    [
      'WEBSITE',
      'a page on what a server calls a phone',
      { page: { path: '/' }, os: { name: 'iOS' }, device: { type: 'mobile' }, app: {} },
    ],
    ['ANDROID', 'a page in an app', { page: { path: '/' }, os: { name: 'Android' }, app: { name: 'Shop' } }],
    ['IOS', 'a page on an app’s device', { page: { path: '/' }, os: { name: 'iOS' }, device: { type: 'ios' } }],
    ['ANDROID', 'a page that says nothing', { page: {}, os: { name: 'Android' } }],
    ['WEBSITE', 'a server that says nothing of devices', { library: { name: '@segment/analytics-node' } }],
    ['WEBSITE', 'nothing at all', {}],
    ['WEBSITE', 'a system that is no text', { os: { name: 7 }, device: 'ios' }],
    [
      'WEBSITE',
      'a model that begins with AFT on no such system',
      { device: { model: 'AFTMM' }, os: { name: 'Linux' } },
    ],
  ])('is %s for %s', (source, _, context) => {
    expect(of(context)).toBe(source);
  });

  it.each([
    'offline',
    'Import',
    'in_store',
    'in-store',
    'In Store',
    'store',
    'POS',
    'retail',
    'call_center',
    'Call Centre',
    'phone',
  ])('is OFFLINE on the channel %s, whatever the device was', (channel) => {
    const context = { os: { name: 'iOS' }, library: { name: 'analytics.js' } };
    expect(of(context, { channel })).toBe('OFFLINE');
    expect(of({ ...context, channel })).toBe('OFFLINE');
  });

  it.each(['browser', 'mobile', 'server', 'web', ''])('is not OFFLINE on the channel %j', (channel) => {
    expect(of({ os: { name: 'iOS' } }, { channel })).toBe('IOS');
  });

  it('is one of five for any context', () => {
    const part = fc.record({ type: anyJson(), name: anyJson(), model: anyJson() }, { requiredKeys: [] });
    const contexts = fc.record({ os: fc.oneof(part, anyJson()), device: part, library: anyJson(), channel: anyJson() });
    fc.assert(
      fc.property(contexts, (context) => {
        expect(['WEBSITE', 'ANDROID', 'IOS', 'FIRE_TV', 'OFFLINE']).toContain(of(context));
      }),
    );
  });
});
