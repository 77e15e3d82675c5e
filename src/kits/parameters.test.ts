import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { Secret } from '../vault/secret.ts';
import { amazonDspCapi } from './amazon-dsp-capi.ts';
import { readParameters } from './parameters.ts';

const read = (given: JsonObject) =>
  readParameters(amazonDspCapi.parameters, given, () => new Secret('x'), { requireAll: false });

const readAs = (name: string, given: Json): Json | undefined => {
  const { values, problems } = read({ [name]: given });
  expect(problems).toEqual([]);
  return values.public[name];
};

const problemOf = (name: string, given: Json): string => {
  const { values, problems } = read({ [name]: given });
  expect(problems.map(({ path }) => path)).toEqual([[name]]);
  expect(values.public).not.toHaveProperty([name]);
  return problems[0]?.message ?? '';
};

describe('countries', () => {
  it('are read as events’ own countries are, so that the two meet', () => {
    expect(readAs('CONSENT_COUNTRIES', 'UK, deu,ch')).toEqual(['GB', 'DE', 'CH']);
    expect(readAs('CONSENT_COUNTRIES', ['gb', 'UK', 'Norway'])).toEqual(['GB', 'NO']);
    expect(readAs('DEFAULT_COUNTRY', 'uk')).toBe('GB');
    expect(readAs('DEFAULT_COUNTRY', 'USA')).toBe('US');
  });

  it('that there are not are refused, all at once', () => {
    expect(problemOf('CONSENT_COUNTRIES', ['DE', 'XX', 'EU'])).toContain('"XX", "EU" are none');
    expect(problemOf('DEFAULT_COUNTRY', 'XX')).toContain('"XX" is none');
  });

  it('may be none, where that is said', () => {
    expect(readAs('CONSENT_COUNTRIES', [])).toEqual([]);
  });
});

it('a parameter with nothing in it has its default, so that an empty variable opens no gate', () => {
  for (const nothing of ['', '  ', null]) {
    expect(readAs('CONSENT_COUNTRIES', nothing)).toContain('DE');
    expect(readAs('MAX_AGE_DAYS', nothing)).toBe(7);
    expect(readAs('REGION', nothing)).toBe('NA');
    expect(readAs('DEFINITION.Page', nothing)).toBeUndefined();
  }
});

it('a default currency is one that there is', () => {
  expect(readAs('DEFAULT_CURRENCY', 'eur')).toBe('EUR');
  expect(problemOf('DEFAULT_CURRENCY', 'XYZ')).toContain('"XYZ" is none');
  expect(problemOf('DEFAULT_CURRENCY', '$')).toContain('"$" is none');
});

describe('an event’s definition', () => {
  it('is a number, as text or short enough to be one', () => {
    expect(readAs('DEFINITION.Page', '591000000000000001')).toBe('591000000000000001');
    expect(readAs('DEFINITION.Page', 123)).toBe('123');
    expect(readAs('DEFINITION.Page', 'ADD_CONVERSION_DEFINITION_ID_HERE')).toBe('ADD_CONVERSION_DEFINITION_ID_HERE');
  });

  it('is refused where it is none, or was rounded', () => {
    expect(problemOf('DEFINITION.Page', 'abc def')).toContain('number of a conversion definition');
    expect(problemOf('DEFINITION.Page', 2 ** 59)).toContain('in quotes');
    expect(problemOf('DEFINITION.Page', {})).toContain('text');
  });
});
