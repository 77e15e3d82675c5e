import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { customMetadata, parseCustomEvent } from './custom.ts';

const RECEIPT = { receivedAt: Date.UTC(2026, 10, 20, 12), newId: () => 'made-here' };

function parse(body: JsonObject, header?: string, query: Record<string, string> = {}) {
  const metadata = customMetadata(body, header, query);
  if (!metadata.ok) throw new Error(metadata.problem.message);
  return { metadata: metadata.value, result: parseCustomEvent(body, metadata.value.fields, RECEIPT) };
}

describe('an event in any schema', () => {
  it('becomes a track call whose properties are the payload', () => {
    const { metadata, result } = parse({
      _metarouter: {
        ...{ writeKey: 'k', eventName: 'Order Completed', eventID: 'e-1', userID: 'u-1' },
        timestamp: '2026-11-20T11:00:00Z',
      },
      total: 20,
      customer: { email: 'joe@example.com' },
    });
    expect(metadata.writeKey).toBe('k');
    expect(result).toMatchObject({
      ok: true,
      value: {
        ...{ type: 'track', name: 'Order Completed', messageId: 'e-1', timestamp: Date.UTC(2026, 10, 20, 11) },
        fields: { userId: 'u-1', properties: { total: 20, customer: { email: 'joe@example.com' } } },
      },
    });
  });

  it('may carry its metadata in the header or the query; the body goes before the header, and that before the query', () => {
    const header = JSON.stringify({ writeKey: 'from-header', eventName: 'Lead', userID: 'u' });
    const { metadata, result } = parse({ _metarouter: { eventName: 'Signed Up' } }, header, {
      writeKey: 'from-query',
      eventID: 'q',
    });
    expect(metadata.writeKey).toBe('from-header');
    expect(result).toMatchObject({ ok: true, value: { name: 'Signed Up', messageId: 'q' } });
  });

  it('gets an id and a time where it has none', () => {
    const { result } = parse({ _metarouter: { writeKey: 'k', eventName: 'Lead', anonymousID: 'a' } });
    expect(result).toMatchObject({ ok: true, value: { messageId: 'made-here', timestamp: RECEIPT.receivedAt } });
  });

  it('keeps its own context and traits', () => {
    const { result } = parse({
      _metarouter: { eventName: 'Lead', userID: 'u' },
      context: { locale: 'de-DE' },
      traits: { email: 'joe@example.com' },
    });
    expect(result).toMatchObject({
      ok: true,
      value: { fields: { context: { locale: 'de-DE' }, traits: { email: 'joe@example.com' } } },
    });
  });

  it('needs a name, and one of anonymousID and userID', () => {
    expect(parse({ _metarouter: { userID: 'u' } }).result).toMatchObject({
      ok: false,
      problem: { code: 'missing_name' },
    });
    expect(parse({ _metarouter: { eventName: 'Lead' } }).result).toMatchObject({
      ok: false,
      problem: {
        code: 'invalid_event',
        message: expect.stringMatching(/anonymousID.*"_metarouter".*X-Event-Metadata/),
      },
    });
  });

  it.each<[string, JsonObject, string | undefined, RegExp]>([
    ['a header that is no JSON', {}, '{bad', /X-Event-Metadata header must be a JSON object/],
    ['a header that is no object', {}, '"Lead"', /X-Event-Metadata header must be a JSON object/],
    ['a header cut short beside a good block', { _metarouter: { eventName: 'Lead' } }, '{"e', /X-Event-Metadata/],
    ['a block that is no object', { _metarouter: 'Lead' }, undefined, /^"_metarouter" in the body must be an object/],
    ['a block that is nothing', { _dspatch: null }, undefined, /^"_dspatch" in the body must be an object/],
  ])('is refused with %s, which says where', (_, body, header, message) => {
    const metadata = customMetadata(body, header, {});
    expect(metadata).toMatchObject({
      ok: false,
      problem: { code: 'invalid_event', message: expect.stringMatching(message) },
    });
  });

  it('may come with an empty header, as some proxies make of none', () => {
    expect(parse({ _metarouter: { eventName: 'Lead', userID: 'u' } }, ' ').result.ok).toBe(true);
  });

  it('keeps a number in the header that no number can hold', () => {
    const { result } = parse({}, '{"eventName":"Lead","userID":12345678901234567891,"eventID":12345678901234567890}');
    expect(result).toMatchObject({
      value: { messageId: '12345678901234567890', fields: { userId: '12345678901234567891' } },
    });
  });
});
