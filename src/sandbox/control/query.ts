import { DspatchError } from '../../base/errors.ts';

/**
 * Reads the query of a control request: only these parameters, each at most once. Throws a DspatchError
 * (`sandbox_query`) for any other, so that a misspelt filter does not look like an empty result.
 */
export function readQuery<Name extends string>(
  query: URLSearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const values: Partial<Record<Name, string>> = {};
  for (const [key, value] of query) {
    const name = names.find((it) => it === key);
    if (name === undefined || values[name] !== undefined) {
      const offence = name === undefined ? 'is not one of the parameters' : 'is there twice; the parameters are';
      throw new DspatchError('sandbox_query', `"${key.slice(0, 100)}" ${offence} ${names.join(', ')}`);
    }
    values[name] = value;
  }
  return values;
}

/** A whole number from a query; undefined when it is not there. Throws like `readQuery`. */
export function readCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new DspatchError('sandbox_query', `${name} must be a whole number`);
}

/** One of a few words from a query; undefined when it is not there. Throws like `readQuery`. */
export function readWord<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  const word = words.find((it) => it === text);
  if (word !== undefined || text === undefined) return word;
  throw new DspatchError('sandbox_query', `${name} must be one of ${words.join(', ')}`);
}
