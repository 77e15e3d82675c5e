import { describe, expect, it } from 'vitest';
import { placeOf, placesIn } from './json-places.ts';

const TEXT = `{
  "global": { "name": { "mapping": ["event", "name"] } },
  "events": {
    "Order Completed": {
      "value": { "expression": "1.0" }
    }
  }
}`;

describe('a text of JSON', () => {
  it('has each key and item at its line, under the path that the gateway knows it by', () => {
    const found = placesIn(TEXT);
    expect(found.broken).toBeUndefined();
    expect([...found.places].map(([path, { line }]) => [path, line])).toEqual(
      expect.arrayContaining([
        ['', 1],
        ['global.name.mapping[1]', 2],
        ['events.Order Completed', 4],
        ['events.Order Completed.value.expression', 5],
      ]),
    );
  });

  it('shows what is missing in it at what is there', () => {
    const found = placesIn(TEXT);
    expect(placeOf(found, 'events.Order Completed.value.modifiers[0]')?.line).toBe(5);
    expect(placeOf(found, 'tables')?.line).toBe(1);
    const place = placeOf(found, 'events.Order Completed.value');
    expect(TEXT.slice(place?.from, place?.to)).toBe('"value"');
  });

  it.each([
    ['{ "a": 1,\n  "b": }', 2],
    ['{ "a": 1 "b": 2 }', 1],
    ['', 1],
    ['{\n"a": [1, 2', 2],
  ])('tells where it stops being JSON: %j', (text, line) => {
    expect(placesIn(text).broken?.line).toBe(line);
  });

  it('tells of a key that stands twice, which would be lost', () => {
    expect(placesIn('{ "a": 1,\n "a": 2, "b": { "a": 3 } }').twice).toEqual([
      expect.objectContaining({ path: 'a', line: 2 }),
    ]);
  });
});
