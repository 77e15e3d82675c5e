import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { LEDGER_SPECS } from './ledger.ts';

const searchQuery = LEDGER_SPECS['GET /api/events'].query as z.ZodType<{ readonly event?: string }>;
const countsQuery = LEDGER_SPECS['GET /api/counts'].query as z.ZodType;
const replayBody = LEDGER_SPECS['POST /api/replay'].body as z.ZodType;

/** What a schema says is wrong with something, at its place. */
function problems(schema: z.ZodType, input: unknown): string[] {
  const { error } = schema.safeParse(input);
  return (error?.issues ?? []).map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
}

describe('the query of a search', () => {
  it('reads numbers from text', () => {
    expect(searchQuery.parse({ limit: '5', before: '17', fate: 'dead' })).toMatchObject({ limit: 5, before: 17 });
  });

  it('looks for the name of an event as the ledger has it', () => {
    expect(searchQuery.parse({ event: 'Red \u001b[31m' }).event).toBe('Red ␛[31m');
  });

  it.each<[input: object, says: readonly string[]]>([
    [{ limit: 'x' }, ['limit: must be a whole number from 1 to 1000']],
    [{ limit: '1.5' }, ['limit: must be a whole number from 1 to 1000']],
    [{ limit: '1001' }, ['limit: must be a whole number from 1 to 1000']],
    [{ before: '0' }, ['before: must be a whole number from 1 up']],
    [{ fate: 'lost' }, ['fate: must be one of waiting, delivered, dropped, dead']],
    [{ pipeline: '' }, ['pipeline: must not be empty']],
    [{ event: ['a', 'b'] }, ['event: must be text']],
    [{ reason: 'x'.repeat(301) }, ['reason: must be at most 300 characters long']],
    [
      { fat: 'dead', limit: '0' },
      [
        'limit: must be a whole number from 1 to 1000',
        expect.stringMatching(/^"fat" is not known here \(did you mean "fate"\?\); known are pipeline, .*, limit$/),
      ],
    ],
  ])('%j is told all that is wrong, in words', (input, says) => {
    expect(problems(searchQuery, input)).toEqual(says);
  });
});

it('the query of counts knows no events', () => {
  expect(problems(countsQuery, { event: 'Page' })).toEqual([
    '"event" is not known here; known are pipeline, integration, since, until',
  ]);
});

describe('the body of a replay', () => {
  it.each([{ ids: [7] }, { all: true }, { all: true, reason: 'rejected', dryRun: true, after: 0 }])(
    'may be %j',
    (body) => expect(problems(replayBody, body)).toEqual([]),
  );

  it.each([{}, { reason: 'rejected' }, { dryRun: true }])('must say what it is of: not %j', (body) => {
    expect(problems(replayBody, body)).toEqual([
      'name the "ids" of dead letters to replay, or say "all": true for all that match the filters',
    ]);
  });

  it.each<[body: unknown, says: string]>([
    [{ ids: [] }, 'ids: must name an id'],
    [{ ids: ['7'] }, 'ids.0: must be the id of a dead letter, a whole number from 1 up'],
    [{ ids: [0.5] }, 'ids.0: must be the id of a dead letter, a whole number from 1 up'],
    [{ ids: 7 }, 'ids: must be a list of ids'],
    [{ all: false }, 'all: must be true, or left out'],
    [{ all: true, dryRun: 7 }, 'dryRun: must be true or false'],
    [{ all: true, after: -1 }, 'after: must be the "next" of the step before'],
    [[], 'must be an object'],
    ['all', 'must be an object'],
  ])('%j is told in words', (body, says) => {
    expect(problems(replayBody, body)).toContain(says);
  });
});
