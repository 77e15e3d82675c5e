import { Egress } from '../amazon/egress.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { didYouMean, formatPath, type Problem } from '../base/problem.ts';
import { loadIntegration } from '../config/load.ts';
import type { IntegrationConfig } from '../config/schema.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import type { Kit } from '../kits/kit.ts';
import { KITS } from '../kits/library.ts';
import type { Integration } from '../pipeline/integration.ts';
import { missingVariables } from '../pipeline/missing-variables.ts';
import type { OwnPart } from '../pipeline/under-kit.ts';
import { loadOrThrow } from './configured.ts';
import { readPairs } from './pairs.ts';
import { paramProblems } from './params.ts';

/** What a command line says about what to map with. */
export interface MappedWith {
  readonly kit?: string;
  readonly file?: string;
  readonly integration?: string;
  readonly param?: readonly string[];
  /** Variables of the pipeline. */
  readonly var?: readonly string[];
}

/** One integration to map with: its kit's name, and what is its own. */
export interface Part {
  readonly name: string;
  readonly kit: string;
  readonly part: OwnPart;
}

/**
 * What is mapped with: a kit with the parameters given, or the integrations of a file with these laid over theirs. `kits` are those that each
 * is mapped with, where that is not its own. Throws every mistake in the parameters given.
 */
export function partsOf(options: MappedWith, kits?: readonly Kit[]): readonly Part[] {
  const given = readPairs('--param', options.param);
  const parts = unchecked(options, given);
  const problems = new Set(
    parts.flatMap(({ kit, part }) => {
      const own = KITS.get(kit);
      return paramProblems(Object.keys(given), kits ?? (own === undefined ? [] : [own]), part.playbook);
    }),
  );
  if (problems.size > 0) throw new DspatchError('usage', [...problems].join('\n  '));
  return parts;
}

function unchecked(options: MappedWith, given: Readonly<Record<string, Json>>): readonly Part[] {
  if (options.file === undefined) {
    if (options.integration !== undefined) {
      throw new DspatchError('usage', '--integration names one of a configuration file: give the file too, with -f');
    }
    const kit = options.kit ?? amazonDspCapi.name;
    return [{ name: kit, kit, part: { parameters: given, playbook: {} } }];
  }
  const { config } = loadOrThrow(options.file, { connect: false });
  const names = options.integration === undefined ? Object.keys(config.integrations) : [options.integration];
  if (names.length === 0) throw new DspatchError('usage', `${options.file} has no integrations`);
  return names.map((name) => {
    const integration = config.integrations[name];
    if (integration === undefined) {
      const hint = didYouMean(name, Object.keys(config.integrations));
      throw new DspatchError('usage', `${options.file} has no integration "${name}"${hint}`);
    }
    const part = { parameters: { ...integration.parameters, ...given }, playbook: integration.playbook };
    return { name, kit: options.kit ?? integration.kit, part };
  });
}

/** Compiles what is mapped with. Throws all of its problems; those of what was given on the command line by its option. */
export function compile(name: string, config: IntegrationConfig, options: MappedWith): Integration {
  const variables = options.var && readPairs('--var', options.var);
  const { integration, problems } = loadIntegration(name, config, {
    resolveSecret: () => ({ error: 'not read' }),
    connect: false,
    ...{ egress: new Egress([]), variables },
  });
  const compiled = integration?.integration;
  // Without any --var the integration is looked at by itself: what reads a variable has no value.
  const missing = compiled && variables ? missingVariables(variables, [compiled]) : [];
  if (compiled !== undefined && missing.length === 0) return compiled;
  const given = readPairs('--param', options.param);
  const lines = [
    ...problems.map(({ path, message }) => `${placeOf(path, given)}: ${message}`),
    ...missing.map(({ path, message }) => `--var ${path.at(-1)}: ${message}`),
  ];
  throw new DspatchError('config_invalid', `${name}:\n  ${lines.join('\n  ')}`);
}

/** Throws for variables that were given and that none of these reads: they would be ignored. */
export function refuseUnread(integrations: readonly Integration[], options: MappedWith): void {
  const read = new Set(integrations.flatMap(({ playbook }) => playbook.variables.map(({ name }) => name)));
  const problems = Object.keys(readPairs('--var', options.var))
    .filter((name) => !read.has(name))
    .map((name) => `--var ${name}: nothing reads the variable "${name}"${didYouMean(name, read)}`);
  if (problems.length > 0) throw new DspatchError('usage', problems.join('\n  '));
}

function placeOf(path: Problem['path'], given: Readonly<Record<string, Json>>): string {
  const [section, name] = path;
  const isGiven = section === 'parameters' && typeof name === 'string' && Object.hasOwn(given, name);
  return isGiven ? `--param ${name}` : formatPath(path);
}
