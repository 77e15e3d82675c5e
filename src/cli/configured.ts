import { existsSync } from 'node:fs';
import { DspatchError } from '../base/errors.ts';
import {
  formatProblem,
  type Loaded,
  type LoadOptions,
  type LoadResult,
  loadConfig,
  unloadable,
} from '../config/load.ts';

/** Loads a configuration file. One that is not there is a problem like others, with what to do about it. */
export function load(file: string, options: Partial<LoadOptions> = {}): LoadResult {
  if (existsSync(file)) return loadConfig(file, { env: process.env, ...options });
  const message = 'there is no such file: name the configuration with -f';
  return unloadable({ path: [], message, line: undefined, column: undefined });
}

/** Loads a configuration file, or throws with all of its problems, a line each. */
export function loadOrThrow(file: string, options: Partial<LoadOptions> = {}): Loaded {
  const result = load(file, options);
  if (result.ok) return result.loaded;
  const lines = result.problems.map((problem) => formatProblem(file, problem));
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  throw new DspatchError('config_invalid', `${file} has ${count}:\n  ${lines.join('\n  ')}`);
}
