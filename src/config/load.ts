import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Egress } from '../amazon/egress.ts';
import { messageOf } from '../base/errors.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { didYouMean, formatPath, type Problem } from '../base/problem.ts';
import { KITS } from '../kits/library.ts';
import { type ParameterValues, type ResolveSecret, readParameters } from '../kits/parameters.ts';
import { compileIntegration, type Integration } from '../pipeline/integration.ts';
import { type PlacedProblem, readDocument } from './document.ts';
import type { Config, IntegrationConfig } from './schema.ts';
import { secretsFrom } from './secrets.ts';
import { readShape, touches } from './shape.ts';
import { checkSignIn } from './sign-in.ts';

/** A configuration that is right, compiled. */
export interface Loaded {
  readonly config: Config;
  /** Where relative paths of the configuration begin. */
  readonly folder: string;
  readonly integrations: ReadonlyMap<string, LoadedIntegration>;
}

/** One integration with its secrets. */
export interface LoadedIntegration {
  readonly integration: Integration;
  readonly values: ParameterValues;
}

export type LoadResult =
  | { readonly ok: true; readonly loaded: Loaded }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };

/** What loading depends on, apart from the file. */
export interface LoadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False for offline use: then connections need not be complete, and secrets are not read. */
  readonly connect?: boolean;
}

/** Reads and compiles dspatch.yaml. All problems of the file come at once, each with its path and line. */
export function loadConfig(path: string, options: LoadOptions): LoadResult {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { ok: false, problems: [{ path: [], message: messageOf(error), line: undefined, column: undefined }] };
  }
  return parseConfig(text, dirname(resolve(path)), options);
}

/** The same from text. `folder` is where relative paths begin. */
export function parseConfig(text: string, folder: string, options: LoadOptions): LoadResult {
  const document = readDocument(text);
  if (!document.ok) return document;
  const checked = check(document.value, folder, options);
  if ('loaded' in checked) return { ok: true, loaded: checked.loaded };
  return {
    ok: false,
    problems: checked.problems.map((problem) => ({ ...problem, ...document.positionOf(problem.path) })),
  };
}

function check(
  raw: unknown,
  folder: string,
  options: LoadOptions,
): { readonly loaded: Loaded } | { readonly problems: readonly Problem[] } {
  const { config, leftOut, problems } = readShape(raw);
  if (config === undefined) return { problems };
  const surroundings = {
    resolveSecret: secretsFrom(folder, options.env),
    connect: options.connect !== false,
    egress: touches(['server', 'allowUpstreams'], leftOut) ? undefined : new Egress(config.server.allowUpstreams),
  };
  const integrations = new Map<string, LoadedIntegration>();
  const found: Problem[] = [];
  for (const [name, integration] of Object.entries(config.integrations)) {
    const loaded = loadIntegration(name, integration, surroundings);
    found.push(...loaded.problems.map((problem) => ({ ...problem, path: ['integrations', name, ...problem.path] })));
    if (loaded.integration !== undefined) integrations.set(name, loaded.integration);
  }
  found.push(...checkPipelines(config, integrationNames(raw)), ...checkServer(config));
  if (surroundings.connect) found.push(...checkSignIn(config, surroundings.resolveSecret));
  const all = [...problems, ...found.filter(({ path }) => !touches(path, leftOut))];
  return all.length > 0 ? { problems: all } : { loaded: { config, folder, integrations } };
}

/** The integrations of a file by name, right or not. */
function integrationNames(raw: unknown): readonly string[] {
  return isObject(raw) && isObject(raw.integrations) ? Object.keys(raw.integrations) : [];
}

/** What an integration is loaded into. */
export interface IntegrationSurroundings {
  readonly resolveSecret: ResolveSecret;
  /** False for offline use: then the connection need not be complete. */
  readonly connect: boolean;
  readonly egress?: Egress | undefined;
  /** Where its conversions wait (pipeline/integration.ts). */
  readonly lane?: string | undefined;
}

/** Reads and compiles one integration. Without problems there is one. */
export function loadIntegration(
  name: string,
  config: IntegrationConfig,
  { resolveSecret, connect, egress, lane }: IntegrationSurroundings,
): { readonly integration?: LoadedIntegration; readonly problems: readonly Problem[] } {
  const kit = KITS.get(config.kit);
  if (kit === undefined) {
    const message = `there is no kit "${config.kit}"${didYouMean(config.kit, KITS.keys())}; there are ${[...KITS.keys()].join(', ')}`;
    return { problems: [{ path: ['kit'], message }] };
  }
  const { values, problems } = readParameters(kit.parameters, config.parameters as JsonObject, resolveSecret, {
    requireAll: connect,
  });
  const found = problems.map((problem): Problem => ({ ...problem, path: ['parameters', ...problem.path] }));
  for (const key of connect ? ['BASE_URL', 'LOGIN_URL'] : []) {
    const url = values.public[key];
    const refusal = typeof url === 'string' ? egress?.refusal(url) : undefined;
    if (refusal !== undefined) found.push({ path: ['parameters', key], message: refusal });
  }
  const compiled = compileIntegration({ name, kit, lane, parameters: values.public, playbook: config.playbook });
  found.push(...compiled.problems.map((problem) => ({ ...problem, path: ['playbook', ...problem.path] })));
  return found.length > 0
    ? { problems: found }
    : { problems: [], integration: { integration: compiled.integration, values } };
}

function checkPipelines(config: Config, names: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [name, pipeline] of Object.entries(config.pipelines)) {
    for (const [i, integration] of pipeline.integrations.entries()) {
      const path = ['pipelines', name, 'integrations', i];
      if (!names.includes(integration)) {
        problems.push({ path, message: `there is no integration "${integration}"${didYouMean(integration, names)}` });
      } else if (pipeline.integrations.indexOf(integration) < i) {
        problems.push({ path, message: `"${integration}" stands here twice: each event goes to it once` });
      }
    }
    for (const [i, key] of pipeline.writeKeys.entries()) {
      const owner = owners.get(key);
      if (owner !== undefined) {
        const message = `this write key belongs to "${owner}" already: each is one pipeline’s`;
        problems.push({ path: ['pipelines', name, 'writeKeys', i], message });
      }
      owners.set(key, name);
    }
  }
  return problems;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

function checkServer({ server }: Config): Problem[] {
  if (LOOPBACK.has(server.admin.host)) return [];
  const message = `must be a loopback address (127.0.0.1, ::1, localhost), not "${server.admin.host}": the admin listener has no sign-in`;
  return [{ path: ['server', 'admin', 'host'], message }];
}

/** A problem as a line for people: `dspatch.yaml:12:5 integrations.amazon-us.kit: there is no kit ...`. */
export function formatProblem(file: string, problem: PlacedProblem): string {
  const at = problem.line === undefined ? file : `${file}:${problem.line}:${problem.column}`;
  return problem.path.length === 0
    ? `${at}: ${problem.message}`
    : `${at} ${formatPath(problem.path)}: ${problem.message}`;
}
