import { DspatchError } from '../base/errors.ts';

/** What was set with an option as `NAME=VALUE`, by name. Throws `usage` for what has another form. */
export function readPairs(option: string, given: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new DspatchError('usage', `${option}: "${pair}" should be NAME=VALUE`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
