import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageRun, NONE } from './message-run.ts';
import { messageKey } from './messages.ts';

interface Entry {
  readonly key: string;
  readonly id: number;
  readonly route: number;
}

/** What a run holds under a key, newest first. */
function entriesOf(run: MessageRun, key: string): Entry[] {
  const entries: Entry[] = [];
  for (let place = run.newest(key); place !== NONE; place = run.earlier(place)) {
    entries.push({ key, id: run.id(place), route: run.route(place) });
  }
  return entries;
}

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ add: fc.array(fc.nat(400), { maxLength: 300 }) }) },
    { weight: 1, arbitrary: fc.record({ keep: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  ),
  { maxLength: 40 },
);

describe('a run of the message index', () => {
  it('finds what a list of its entries holds, whatever was added and taken back', () => {
    fc.assert(
      fc.property(steps, (done) => {
        const run = new MessageRun();
        let list: Entry[] = [];
        for (const step of done) {
          if ('keep' in step) {
            list = list.slice(0, Math.floor(list.length * step.keep));
            run.shrink(list.length);
          } else {
            for (const message of step.add) {
              const entry = { key: messageKey(`m${message}`), id: 2 ** 50 + list.length, route: (message % 5) - 2 };
              list.push(entry);
              run.add(entry.key, entry.id, entry.route);
            }
          }
        }
        expect(run.size).toBe(list.length);
        for (let message = 0; message < 402; message++) {
          const key = messageKey(`m${message}`);
          const expected = list.filter((entry) => entry.key === key).reverse();
          expect(entriesOf(run, key)).toEqual(expected);
          if (expected.length > 0) expect(run.depth(run.newest(key))).toBe(expected.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives its places in order of their keys, which it writes as they are in the table', () => {
    const run = new MessageRun();
    const keys = Array.from({ length: 5_000 }, (_, n) => messageKey(`m${n}`));
    for (const [n, key] of keys.entries()) run.add(key, n, 1);
    const bytes = Buffer.alloc(16);
    const written = [...run.byKey()].map((place) => {
      run.writeKey(place, bytes);
      return bytes.toString('latin1');
    });
    expect(written).toEqual([...keys].sort((a, b) => (a < b ? -1 : 1)));
  });
});
