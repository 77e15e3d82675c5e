import { DspatchError } from '../base/errors.ts';
import { formatProblem, type Loaded, type LoadOptions, loadConfig } from '../config/load.ts';

/** Loads a configuration file, or throws with all of its problems, a line each. */
export function loadOrThrow(file: string, options: Partial<LoadOptions> = {}): Loaded {
  const result = loadConfig(file, { env: process.env, ...options });
  if (result.ok) return result.loaded;
  const lines = result.problems.map((problem) => formatProblem(file, problem));
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  throw new DspatchError('config_invalid', `${file} has ${count}:\n  ${lines.join('\n  ')}`);
}
