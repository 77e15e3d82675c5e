import { describe, expect, it } from 'vitest';
import { differencesOf } from '../deploy/differences.ts';
import { differenceLines } from './change-lines.ts';
import { planLines } from './deployment-plan.ts';
import { healthLines, healthOf } from './health-lines.ts';

describe('differences in lines', () => {
  it('say what comes, goes and changes, each at its place', () => {
    const before = { value: 1, gone: [1], list: ['a', { b: 2 }] };
    expect(differenceLines(differencesOf(before, { value: 2, list: ['a'], come: null }))).toEqual([
      ...['~ value: 1 -> 2', '- gone: [1]', '~ list: ["a",{"b":2}] -> ["a"]', '+ come: null'],
    ]);
    expect(differenceLines(differencesOf(undefined, { a: 1 }), '  ')).toEqual(['  + (all): {"a":1}']);
  });

  it('set long values below each other, and cut the longest', () => {
    const [was, is] = ['a'.repeat(40), 'b'.repeat(500)];
    expect(differenceLines(differencesOf({ x: was }, { x: is }))).toEqual([
      ...['~ x:', `    - "${was}"`, `    + "${'b'.repeat(398)}…`],
    ]);
  });
});

describe('the plan of a deployment in lines', () => {
  const content = (revision: number, variables: Record<string, string> = {}) => ({
    integrations: [{ integration: 'a', revision }],
    variables,
  });

  it('says of a first deployment what it brings', () => {
    const differences = differencesOf(undefined, content(1, { SHOP: 'north' }));
    const integrations = [{ integration: 'a', from: undefined, to: 1, differences: [] }];
    expect(planLines({ differences, integrations })).toEqual(['+ a: revision 1', '+ variables.SHOP: "north"']);
  });

  it('says of another revision what differs within', () => {
    const within = differencesOf({ playbook: { x: 1 } }, { playbook: { x: 2 } });
    const integrations = [{ integration: 'a', from: 1, to: 2, differences: within }];
    const lines = planLines({ differences: differencesOf(content(1), content(2)), integrations });
    expect(lines).toEqual(['~ a: revision 1 -> 2', '    ~ playbook.x: 1 -> 2']);
  });

  it('says what goes, that an order changes, and that nothing does', () => {
    const gone = [{ integration: 'a', from: 1, to: undefined, differences: [] }];
    const empty = { integrations: [], variables: {} };
    expect(planLines({ differences: differencesOf(content(1), empty), integrations: gone })).toEqual([
      '- a: revision 1',
    ]);
    const [a, b] = ['a', 'b'].map((integration) => ({ integration, revision: 1 }));
    const order = differencesOf({ integrations: [a, b] as never }, { integrations: [b, a] as never });
    expect(planLines({ differences: order, integrations: [] })).toEqual([
      '~ integrations:',
      '    - [{"integration":"a","revision":1},{"integration":"b","revision":1}]',
      '    + [{"integration":"b","revision":1},{"integration":"a","revision":1}]',
    ]);
    expect(planLines({ differences: [], integrations: [] })).toEqual(['Nothing changes.']);
    expect(planLines({ differences: differencesOf(undefined, empty), integrations: [] })).toEqual(['Nothing changes.']);
  });
});

describe('health in lines', () => {
  it('tells problems from warnings, with the code that confirms one', () => {
    const health = {
      state: 'resolve',
      reasons: [
        { code: 'invalid', level: 'problem', path: ['parameters', 'X'], message: 'is required' },
        { code: 'missing', level: 'problem', path: [], message: 'there is none' },
        { code: 'same_advertiser', level: 'warning', path: ['integrations', 1], message: 'twice' },
      ],
    } as const;
    expect(healthLines(health, ' ')).toEqual([
      ...[' x parameters.X: is required (invalid)', ' x there is none (missing)'],
      ' ! integrations[1]: twice (same_advertiser)',
    ]);
    expect(healthOf(health)).toBe('2 problems, 1 warning');
    expect(healthOf({ state: 'good', reasons: [] })).toBe('good');
  });
});
