import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import type { Event } from './event.ts';
import { parseBatch, parseBody, parseEvent, type Receipt } from './parse.ts';

const RECEIPT: Receipt = { receivedAt: Date.UTC(2026, 10, 20, 12), newId: () => 'made-here' };

function parsed(fields: object, type: Event['type'] = 'track'): Event {
  const result = parseEvent(fields as JsonObject, type, RECEIPT);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

function problem(fields: object, type: Event['type'] = 'track'): string {
  const result = parseEvent(fields as JsonObject, type, RECEIPT);
  return result.ok ? 'none' : result.problem.code;
}

describe('reading a body', () => {
  it('takes JSON objects only', () => {
    expect(parseBody(Buffer.from('{"a":1}'))).toEqual({ ok: true, value: { a: 1 } });
    expect(parseBody(Buffer.from('\uFEFF{"a":1}'))).toEqual({ ok: true, value: { a: 1 } });
    for (const bad of ['', '[]', 'null', '"x"', '{', '{"a":1}x', '\u0000']) {
      expect(parseBody(Buffer.from(bad))).toMatchObject({ ok: false, problem: { code: 'invalid_json' } });
    }
  });

  it('refuses bytes that are no UTF-8, which would make one id of many', () => {
    const latin1 = Buffer.from('{"messageId":"caf\u00e9"}', 'latin1');
    expect(parseBody(latin1)).toMatchObject({ ok: false, problem: { code: 'invalid_utf8' } });
    expect(parseBody(Buffer.from('{"a":"\ufffd"}'))).toEqual({ ok: true, value: { a: '\ufffd' } });
  });

  it.each([
    ['{"messageId":12345678901234567890}', { messageId: '12345678901234567890' }],
    ['{"messageId":"m","userId":-12345678901234567891}', { messageId: 'm', userId: '-12345678901234567891' }],
    ['{"messageId":1795521480.17955214801}', { messageId: '1795521480.17955214801' }],
    ['{"messageId":1e21}', { messageId: '1e21' }],
    [
      '{"batch":[{"messageId":1},{"messageId":12345678901234567891,"traits":{"userId":12345678901234567892}}]}',
      { batch: [{ messageId: 1 }, { messageId: '12345678901234567891', traits: { userId: '12345678901234567892' } }] },
    ],
    ['{"_metarouter":{"eventID":12345678901234567890}}', { _metarouter: { eventID: '12345678901234567890' } }],
    ['{"messageId":9007199254740991}', { messageId: 9007199254740991 }],
  ])('keeps an id that no number can hold as it was written: %s', (text, value) => {
    expect(parseBody(Buffer.from(text))).toEqual({ ok: true, value });
  });

  it('leaves all other numbers numbers', () => {
    const text = '{"messageId":12345678901234567890,"properties":{"total":1e300,"big":12345678901234567890}}';
    expect(parseBody(Buffer.from(text))).toMatchObject({
      value: { properties: { total: 1e300, big: 12345678901234567e3 } },
    });
  });

  it('takes any bytes without throwing', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseBody(Buffer.from(bytes))));
  });

  it('survives the deepest nesting that fits', () => {
    expect(parseBody(Buffer.from(`{"a":${'['.repeat(250_000)}${']'.repeat(250_000)}}`)).ok).toBe(true);
  });
});

describe('reading one call', () => {
  it('knows a track call by its event, and the others by what they are', () => {
    expect(parsed({ event: ' Order Completed ' }).name).toBe('Order Completed');
    expect(parsed({ name: 'Home' }, 'page').name).toBe('Page');
    expect(parsed({}, 'screen').name).toBe('Screen');
    expect(parsed({}, 'identify').name).toBe('Identify');
    expect(parsed({}, 'group').name).toBe('Group');
    expect(parsed({}, 'alias').name).toBe('Alias');
  });

  it('refuses a track call without a name', () => {
    for (const event of [undefined, null, '', '  ', {}, true]) expect(problem({ event })).toBe('missing_name');
    expect(problem({ event: 'x'.repeat(257) })).toBe('invalid_event');
  });

  it('makes a messageId where there is none', () => {
    expect(parsed({ event: 'A', messageId: 'm-1' }).messageId).toBe('m-1');
    expect(parsed({ event: 'A', messageId: 42 }).messageId).toBe('42');
    for (const messageId of [undefined, null, '', '  ', {}]) {
      expect(parsed({ event: 'A', messageId }).messageId).toBe('made-here');
    }
  });

  it('hashes a messageId that would tell who it is, always to the same', () => {
    const id = parsed({ event: 'A', messageId: 'joe@example.com' }).messageId;
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(parsed({ event: 'A', messageId: 'joe@example.com' }).messageId).toBe(id);
    expect(parsed({ event: 'A', messageId: 'x'.repeat(201) }).messageId).toMatch(/^sha256:/);
    expect(parsed({ event: 'A', messageId: 'a\u0000b' }).messageId).toMatch(/^sha256:/);
  });

  it('masks a name that holds an e-mail address: names stand in the ledger', () => {
    expect(parsed({ event: 'Invited joe@example.com' }).name).toBe('(name held an e-mail address)');
    expect(parsed({ event: 'Clicked @mention' }).name).toBe('Clicked @mention');
  });

  it('refuses parts that are of the wrong shape, and takes null for absent', () => {
    for (const key of ['properties', 'traits', 'context']) {
      expect(problem({ event: 'A', [key]: 'text' })).toBe('invalid_event');
      expect(problem({ event: 'A', [key]: ['text'] })).toBe('invalid_event');
      expect(problem({ event: 'A', [key]: null })).toBe('none');
      // What PHP writes for an object without members.
      expect(problem({ event: 'A', [key]: [] })).toBe('none');
    }
  });

  it('refuses more than 32 KB, measured as compact JSON', () => {
    const filler = (bytes: number): object => ({ event: 'A', properties: { x: 'x'.repeat(bytes) } });
    const overhead = JSON.stringify(filler(0)).length;
    expect(problem(filler(32_768 - overhead))).toBe('none');
    expect(problem(filler(32_769 - overhead))).toBe('event_too_large');
    expect(problem({ event: 'A', properties: { x: 'é'.repeat(16_384) } })).toBe('event_too_large');
  });

  it('refuses more than 32 levels', () => {
    const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });
    expect(problem({ event: 'A', properties: nested(31) })).toBe('none');
    expect(problem({ event: 'A', properties: nested(32) })).toBe('too_deep');
    const lists = (levels: number): unknown[] => (levels === 1 ? [] : [lists(levels - 1)]);
    expect(problem({ event: 'A', properties: { a: lists(31) } })).toBe('too_deep');
  });

  it('refuses keys that reach for prototypes, at any depth', () => {
    expect(problem(JSON.parse('{"event":"A","__proto__":{"x":1}}'))).toBe('forbidden_key');
    expect(problem(JSON.parse('{"event":"A","properties":{"a":[{"__proto__":1}]}}'))).toBe('forbidden_key');
    expect(problem(JSON.parse('{"event":"A","constructor":{"prototype":{"x":1}}}'))).toBe('forbidden_key');
    expect(problem({ event: 'A', properties: { constructor: 'Ferrari' } })).toBe('none');
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('never throws, whatever JSON comes', () => {
    const types = fc.constantFrom('track', 'page', 'screen', 'identify', 'group', 'alias');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), types, (fields, type) => {
        const result = parseEvent(fields as JsonObject, type as Event['type'], RECEIPT);
        expect(typeof result.ok).toBe('boolean');
      }),
    );
  });
});

describe('reading a batch', () => {
  const batch = (body: object) => {
    const result = parseBatch(body as JsonObject, RECEIPT);
    if (!result.ok) throw new Error(result.problem.code);
    return result.value;
  };

  it('keeps the good and names the bad by their place', () => {
    const { events, problems } = batch({
      batch: [
        { type: 'track', event: 'A', messageId: 'm0' },
        { type: 'track', messageId: 'm1' },
        'x',
        { type: 'nap' },
        { type: 'page' },
      ],
    });
    expect(events.map((event) => event.name)).toEqual(['A', 'Page']);
    expect(problems.map(({ index, messageId, code }) => [index, messageId, code])).toEqual([
      [1, 'm1', 'missing_name'],
      [2, undefined, 'invalid_event'],
      [3, undefined, 'invalid_event'],
    ]);
  });

  it('lays the batch’s context under each call’s', () => {
    const { events } = batch({
      context: { locale: 'de-DE', app: { name: 'shop' } },
      batch: [{ type: 'page' }, { type: 'page', context: { locale: 'en-US' } }],
    });
    expect(events.map((event) => event.fields.context)).toEqual([
      { locale: 'de-DE', app: { name: 'shop' } },
      { locale: 'en-US', app: { name: 'shop' } },
    ]);
  });

  it('dates calls by the batch’s sentAt', () => {
    const [event] = batch({
      sentAt: '2026-11-21T12:00:00Z',
      batch: [{ type: 'page', timestamp: '2026-11-21T11:59:00Z' }],
    }).events;
    expect(event?.timestamp).toBe(RECEIPT.receivedAt - 60_000);
  });

  it('refuses what is no batch', () => {
    for (const body of [{}, { batch: {} }, { batch: 'x' }]) {
      expect(parseBatch(body as JsonObject, RECEIPT)).toMatchObject({ ok: false, problem: { code: 'invalid_event' } });
    }
    expect(parseBatch({ batch: [] }, RECEIPT)).toMatchObject({ ok: false, problem: { code: 'empty_batch' } });
  });

  it('accounts for every item, whatever the batch holds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (items) => {
        const { events, problems } = batch({ batch: items });
        expect(events.length + problems.length).toBe(items.length);
      }),
    );
  });
});
