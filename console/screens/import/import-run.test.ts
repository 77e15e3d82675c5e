import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { Imported } from '../../../src/ingest/import.ts';
import { ApiProblem } from '../../api/problem.ts';
import { chunkFrom, MOST_BYTES } from './chunks.ts';
import { fatesOf, type RowFate, runImport } from './import-run.ts';
import type { Item, ItemSource } from './item.ts';
import { reportOf } from './report.ts';
import { shapeOf, shownOf } from './shown.ts';
import { tallyOf } from './tally.ts';

const sourceOf = (items: readonly Item[]): ItemSource => ({
  ...{ count: items.length, rows: items.length },
  item: async (at) => items[at] ?? { row: 0, code: 'none', message: '' },
});
const events = (n: number, bytes = 0): Item[] =>
  Array.from({ length: n }, (_, i) => ({ row: i + 2, event: { messageId: `m-${i}`, text: 'x'.repeat(bytes) } }));

describe('requests', () => {
  it('hold up to 500 events and 900 KB, and all that is in the file once', async () => {
    for (const source of [sourceOf(events(1_234)), sourceOf(events(300, 10_000)), sourceOf(events(9, 300_000))]) {
      const seen: number[] = [];
      for (let at = 0; at < source.count; ) {
        const chunk = await chunkFrom(source, at);
        expect(chunk.events.length).toBeGreaterThan(0);
        expect(chunk.events.length).toBeLessThanOrEqual(500);
        expect(JSON.stringify({ events: chunk.events }).length).toBeLessThan(MOST_BYTES);
        seen.push(...chunk.rows.flat());
        at = chunk.next;
      }
      expect(seen).toEqual(Array.from({ length: source.count }, (_, i) => i + 2));
    }
  });

  it('leave out what fits into none, and say so', async () => {
    const { events: sent, refused, next } = await chunkFrom(sourceOf(events(1, 500_000)), 0);
    expect([sent, next, refused]).toEqual([[], 1, [expect.objectContaining({ row: 2, code: 'event_too_large' })]]);
  });
});

const accepted = (sent: readonly JsonObject[]): Imported => ({
  events: sent.map(({ messageId }, index) => ({
    ...{ index, messageId: String(messageId), event: 'A' },
    routes: [{ integration: 'amazon' }],
  })),
  ...{ problems: [], stored: undefined },
});

const problem = (status: number, retryAfterS?: number): ApiProblem =>
  new ApiProblem({ status, code: 'queue_closed_to_intake', title: 'Not now', detail: 'full' }, retryAfterS);

/** A run against a gateway that answers so, in turn, and then accepts. */
async function run(answers: (ApiProblem | 'stop')[], from = 0) {
  const stopper = new AbortController();
  const [waits, ids, places]: [number[], unknown[], number[]] = [[], [], []];
  const fates: RowFate[] = [];
  const ended = runImport(sourceOf(events(1_200)), from, {
    signal: stopper.signal,
    send: async (sent) => {
      const answer = answers.shift();
      if (answer instanceof ApiProblem) throw answer;
      if (answer === 'stop') stopper.abort();
      ids.push(...sent.map(({ messageId }) => messageId));
      return accepted(sent);
    },
    wait: async (seconds) => {
      waits.push(seconds);
      if (waits.length === 4) stopper.abort();
    },
    onChunk: (found, next) => {
      fates.push(...found);
      places.push(next);
    },
  });
  const failed = await ended.then(() => undefined).catch((error: unknown) => error);
  return { waits, ids, places, fates, failed };
}

describe('a run', () => {
  it('waits as long as the gateway asks, ten seconds where it does not say, and goes on', async () => {
    const { waits, ids, places } = await run([problem(503, 3), problem(503), problem(429, 60)]);
    expect([waits, places, new Set(ids).size, ids.length]).toEqual([[3, 10, 60], [500, 1_000, 1_200], 1_200, 1_200]);
  });

  it('stops after the request that is under way, or while it waits, and goes on where it was', async () => {
    const first = await run(['stop']);
    expect([first.places, first.fates.length]).toEqual([[500], 500]);
    const rest = await run([], first.places.at(-1));
    expect([...first.ids, ...rest.ids]).toHaveLength(1_200);
    expect(new Set([...first.ids, ...rest.ids]).size).toBe(1_200);
    const waiting = await run([problem(503), problem(503), problem(503), problem(503)]);
    expect([waiting.waits.length, waiting.ids, waiting.failed]).toEqual([4, [], undefined]);
  });

  it('ends with what else the gateway says', async () => {
    const { failed, places } = await run([problem(409)]);
    expect([failed, places]).toEqual([expect.objectContaining({ status: 409 }), []]);
  });
});

describe('what became of the rows', () => {
  const fate = (row: number, fate: RowFate['fate'], reason = '', integration = 'amazon'): RowFate => ({
    ...{ row, messageId: `m-${row}`, integration, fate, reason, detail: reason === 'too_old' ? '30d ago' : '' },
  });

  it('is counted by rows, whatever number of conversions one becomes', () => {
    const tally = tallyOf([
      ...[fate(2, 'accepted'), fate(2, 'accepted'), fate(2, 'dropped', 'unmapped', 'other')],
      ...[3, 4, 5, 6, 7, 8].map((row) => fate(row, 'dropped', 'too_old')),
      fate(9, 'refused', 'invalid_json', ''),
    ]);
    expect([tally.accepted, tally.others]).toEqual([1, 7]);
    expect(tally.outcomes.map(({ fate, reason, rows, examples }) => [fate, reason, rows, examples.length])).toEqual([
      ['accepted', '', 1, 1],
      ['dropped', 'too_old', 6, 5],
      ['dropped', 'unmapped', 1, 1],
      ['refused', 'invalid_json', 1, 1],
    ]);
  });

  it('is told of each row of an order, which is one event', () => {
    const event: Item = { row: 2, further: [4, 5], event: { messageId: 'm-2' } };
    const chunk = { events: [event.event], rows: [[2, 4, 5]], refused: [], next: 1 };
    const fates = fatesOf(chunk, accepted(chunk.events));
    expect(fates.map(({ row, messageId, fate }) => [row, messageId, fate])).toEqual([
      [2, 'm-2', 'accepted'],
      [4, 'm-2', 'accepted'],
      [5, 'm-2', 'accepted'],
    ]);
    const tally = tallyOf(fates);
    expect([tally.accepted, tally.events]).toEqual([3, 1]);
    const problems = [{ index: 0, code: 'invalid_event', message: 'no', messageId: undefined }] as const;
    expect(fatesOf(chunk, { events: [], problems }).map(({ row, fate }) => [row, fate])).toEqual([
      [2, 'refused'],
      [4, 'refused'],
      [5, 'refused'],
    ]);
  });

  it('is a report that no spreadsheet runs', () => {
    expect(reportOf([fate(2, 'accepted'), { ...fate(3, 'dropped', 'too_old'), messageId: '=HYPERLINK("x")' }])).toBe(
      'row,messageId,integration,fate,reason\r\n2,m-2,amazon,accepted,\r\n3,"\'=HYPERLINK(""x"")",amazon,dropped,too_old\r\n',
    );
  });
});

it.each([
  ['email', 'jo@shop.example', 'an address'],
  ['email', 'jo', 'not an address'],
  ['email', 'a'.repeat(64), 'SHA-256'],
  ['phone', '+1 (413) 730-5510', '11 digits with +'],
  ['personal', 'Jo', 'present'],
  ['country', 'us', 'US'],
  ['country', 'United States', 'present'],
  ['currency', 'eur', 'EUR'],
  ['currency', '€', '€'],
  ['currency', 'jo', 'not a currency'],
  ['amount', 19.5, '19.5'],
  ['amount', 'jo', 'not a number'],
  ['name', 'Order Completed', 'Order Completed'],
  ['name', 'Mail to jo@shop.example', 'not shown'],
  ['id', '#1001-B', '#9999-A'],
  [undefined, 'Jo Élan, 12', 'Aa Aaaa, 99'],
] as const)('of a value of kind %s, %j, a page shows %j', (kind, value, shown) => {
  expect(shownOf(kind, value)).toBe(shown);
});

it('a long text’s form is cut short', () => expect(shapeOf('x'.repeat(99))).toHaveLength(24));
