import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentTexts } from './recent-texts.ts';

const OF = ['', 'DE', 'US'] as const;

const seen = fc.record({
  text: fc.oneof(fc.nat(30).map(String), fc.string({ unit: 'binary', maxLength: 12 })),
  of: fc.constantFrom(...OF),
  value: fc.oneof(fc.nat(), fc.constant(null)),
});

describe('the texts seen last', () => {
  it('gives what was remembered of a text last, or nothing', () => {
    const property = fc.property(fc.array(seen, { maxLength: 200 }), (all) => {
      const recent = new RecentTexts<number | null>(8);
      const model = new Map<string, number | null>();
      for (const { text, of, value } of all) {
        const remembered = recent.get(text, of);
        if (remembered !== undefined) expect(remembered).toBe(model.get(`${of}\n${text}`));
        else {
          recent.set(text, of, value);
          model.set(`${of}\n${text}`, value);
        }
        expect(recent.get(text, of)).toBe(model.get(`${of}\n${text}`));
      }
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('keeps a text that is asked for again and again, whatever else comes', () => {
    const recent = new RecentTexts<string>(4);
    recent.set('kept', '', 'yes');
    for (let i = 0; i < 1_000; i++) {
      recent.set(`${i}`, '', 'other');
      expect(recent.get('kept')).toBe('yes');
    }
  });

  it('remembers nearly all of half as many as it has room for', () => {
    const recent = new RecentTexts<number>(1_024);
    for (let i = 0; i < 1_024; i++) recent.set(`shopper${i}@example.com`, '', i);
    const left = Array.from({ length: 1_024 }, (_, i) => recent.get(`shopper${i}@example.com`)).filter(
      (value, i) => value === i,
    );
    expect(left.length).toBeGreaterThan(850);
    expect(left.length).toBeLessThan(1_024);
  });

  it('forgets the older ones, and so never grows', () => {
    const recent = new RecentTexts<number>(16);
    for (let i = 0; i < 10_000; i++) recent.set(`${i}`, '', i);
    const left = Array.from({ length: 10_000 }, (_, i) => recent.get(`${i}`)).filter((value) => value !== undefined);
    expect(left.length).toBeLessThanOrEqual(32);
  });
});
