import type { z } from 'zod';
import { DspatchError } from '../../base/errors.ts';
import { formatPath, type Problem } from '../../base/problem.ts';
import { inWords, problemsOf } from '../../base/schema-words.ts';

/** How a value from outside is told of where it does not fit. */
export interface CheckedAs {
  /** What the value is called. */
  readonly name: string;
  /** The code of the error. */
  readonly code: string;
  /** What an undefined value, which is no JSON, should have been. */
  readonly instead: string;
  /** The keys that may stand at a place of it. */
  readonly keysAt: (path: Problem['path']) => readonly string[];
}

/** A value from outside by its schema. Throws a DspatchError with every problem of it, a line each. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, { name, code, instead, keysAt }: CheckedAs): T {
  if (value === undefined) throw new DspatchError(code, `the body is not JSON: send ${instead}`);
  const result = schema.safeParse(value, { error: inWords });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, keysAt));
  const lines = problems.map(({ path, message }) => {
    const at = formatPath(path);
    return `${name}${at === '' || at.startsWith('[') ? '' : '.'}${at}: ${message}`;
  });
  throw new DspatchError(code, lines.join('\n'));
}
