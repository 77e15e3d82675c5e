import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Egress } from '../amazon/egress.ts';
import { messageOf } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { didYouMean, formatPath, type Problem } from '../base/problem.ts';
import { KITS } from '../kits/library.ts';
import { type Parameter, type ParameterValues, type ResolveSecret, readParameters } from '../kits/parameters.ts';
import { compileIntegration, type Integration } from '../pipeline/integration.ts';
import { checkPipelines } from './check-pipelines.ts';
import { checkServer } from './check-server.ts';
import { NOWHERE, type PlacedProblem, type Position, readDocument } from './document.ts';
import type { Config, IntegrationConfig } from './schema.ts';
import { secretsFrom } from './secrets.ts';
import { readShape, touches } from './shape.ts';
import { checkSignIn } from './sign-in.ts';
import { valueAt } from './value-at.ts';
import { type ConfigWarning, warningsOf } from './warnings.ts';

/** A configuration that is right, compiled. */
export interface Loaded {
  readonly config: Config;
  /** Where relative paths of the configuration begin. */
  readonly folder: string;
  readonly integrations: ReadonlyMap<string, LoadedIntegration>;
  /** What is no mistake, and still should be known (warnings.ts), in the order of the file. */
  readonly warnings: readonly PlacedWarning[];
}

/** A warning with its place in the file. */
export interface PlacedWarning extends ConfigWarning, Position {}

/** One integration with its secrets. */
export interface LoadedIntegration {
  readonly integration: Integration;
  readonly values: ParameterValues;
}

export type LoadResult =
  | { readonly ok: true; readonly loaded: Loaded }
  | {
      readonly ok: false;
      readonly problems: readonly PlacedProblem[];
      /** About what has no problem. */
      readonly warnings: readonly PlacedWarning[];
    };

/** A file that nothing can be made of. */
export function unloadable(...problems: readonly PlacedProblem[]): LoadResult {
  return { ok: false, problems, warnings: [] };
}

/** What loading depends on, apart from the file. */
export interface LoadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves the secrets of an integration, where more than environment and files may have them. */
  readonly secretsOf?: (integration: string) => ResolveSecret;
  /** False for offline use: then connections need not be complete, and secrets are not read. */
  readonly connect?: boolean;
  /** Where may be sent to; by the file's own server section where it is not given. */
  readonly egress?: Egress;
}

/** Reads and compiles dspatch.yaml. All problems of the file come at once, each with its path and line, in the order of the file. */
export function loadConfig(path: string, options: LoadOptions): LoadResult {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return unloadable({ path: [], message: unreadable(error), ...NOWHERE });
  }
  return parseConfig(text, dirname(resolve(path)), options);
}

function unreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') return 'this is a folder: name the file';
  return code === undefined ? messageOf(error) : `the file cannot be read (${code})`;
}

/** The same from text. `folder` is where relative paths begin. */
export function parseConfig(text: string, folder: string, options: LoadOptions): LoadResult {
  const document = readDocument(text);
  if (!document.ok) return unloadable(...document.problems);
  const inOrder = <T extends Problem>(found: readonly T[]): (T & Position)[] =>
    onceEach(found.map((one) => ({ ...one, ...document.positionOf(one.path) })).sort(byPlace));
  const checked = check(document.value, folder, options);
  const warnings = inOrder(checked.warnings);
  if (checked.loaded !== undefined) return { ok: true, loaded: { ...checked.loaded, warnings } };
  return { ok: false, problems: inOrder(checked.problems), warnings };
}

/** What is about the whole file goes first. */
function byPlace(a: Position, b: Position): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** What stands in one place, and is read in several by aliases, is told once. */
function onceEach<T extends PlacedProblem>(found: readonly T[]): T[] {
  const known = new Set<string>();
  return found.filter(({ line, column, path, message }) => {
    const key = JSON.stringify([line ?? path, column, path.at(-1), message]);
    return !known.has(key) && known.add(key);
  });
}

/** What a file comes to, in no order: without problems it is loaded. */
interface Checked {
  readonly loaded?: Omit<Loaded, 'warnings'>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly ConfigWarning[];
}

function check(raw: unknown, folder: string, options: LoadOptions): Checked {
  const { config, leftOut, problems, inFile } = readShape(raw);
  if (config === undefined) return { problems, warnings: [] };
  const surroundings = {
    connect: options.connect !== false,
    egress: options.egress ?? new Egress(config.server.allowUpstreams),
  };
  // An address that was to be allowed, and could not be read: that this is not allowed follows from it.
  const meant = JSON.stringify(leftOut.filter(([top]) => top === 'server').map((path) => valueAt(raw, path) ?? null));
  const { secretsOf = () => secretsFrom(folder, options.env) } = options;
  const integrations = new Map<string, LoadedIntegration>();
  const found: Problem[] = [];
  for (const [name, integration] of Object.entries(config.integrations)) {
    const loaded = loadIntegration(name, integration, {
      ...surroundings,
      resolveSecret: secretsOf(name),
      mayBeAllowed: (url) => meant.includes(new URL(url).host),
    });
    found.push(...loaded.problems.map((problem) => ({ ...problem, path: ['integrations', name, ...problem.path] })));
    if (loaded.integration !== undefined) integrations.set(name, loaded.integration);
  }
  found.push(...checkPipelines(config, integrationNames(raw, leftOut)), ...checkServer(config.server, raw, leftOut));
  if (surroundings.connect) found.push(...checkSignIn(config, secretsFrom(folder, options.env)));
  const inPlace = <T extends Problem>(one: T): T => ({ ...one, path: inFile(one.path) });
  const all = [...problems, ...found.map(inPlace).filter(({ path }) => !touches(path, leftOut))];
  const warnings = warningsOf({ config, integrations }).map(inPlace);
  if (all.length === 0) return { loaded: { config, folder, integrations }, problems: [], warnings };
  return {
    problems: all,
    warnings: warnings.filter((warning) => isSure(warning, [...leftOut, ...all.map(({ path }) => path)])),
  };
}

/** Whether a warning holds whatever becomes of the places that have problems. */
function isSure({ code, path }: ConfigWarning, wrong: readonly Problem['path'][]): boolean {
  if (code === 'unattached' && wrong.some(([top]) => top === 'pipelines')) return false;
  return !touches(path, wrong);
}

/** The integrations of a file by name, right or not; undefined where nobody knows which it was to have. */
function integrationNames(raw: unknown, leftOut: readonly Problem['path'][]): readonly string[] | undefined {
  const given = valueAt(raw, ['integrations']);
  if (isObject(given)) return Object.keys(given);
  return leftOut.some(({ length }) => length === 1) ? undefined : [];
}

/** What an integration is loaded into. */
export interface IntegrationSurroundings {
  readonly resolveSecret: ResolveSecret;
  /** False for offline use: then the connection need not be complete, and secrets are not read. */
  readonly connect: boolean;
  readonly egress: Egress;
  /** Where its conversions wait (pipeline/integration.ts). */
  readonly lane?: string | undefined;
  /** Whether an address that is refused would be allowed, were it not for a mistake that is told elsewhere. */
  readonly mayBeAllowed?: (url: string) => boolean;
}

/** Reads and compiles one integration. Without problems there is one. */
export function loadIntegration(
  name: string,
  config: IntegrationConfig,
  { resolveSecret, connect, egress, lane, mayBeAllowed }: IntegrationSurroundings,
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
    const refusal = typeof url === 'string' ? egress.refusal(url) : undefined;
    if (refusal !== undefined && !mayBeAllowed?.(String(url))) {
      found.push({ path: ['parameters', key], message: refusal });
    }
  }
  const parameters = { ...standIns(kit.parameters, problems), ...values.public };
  const compiled = compileIntegration({ name, kit, lane, parameters, playbook: config.playbook });
  found.push(...compiled.problems.map((problem) => ({ ...problem, path: ['playbook', ...problem.path] })));
  return found.length > 0
    ? { problems: found }
    : { problems: [], integration: { integration: compiled.integration, values } };
}

/** A good value for each parameter that was refused, so that `${NAME}` in a playbook is not refused for it again. */
function standIns(parameters: readonly Parameter[], problems: readonly Problem[]): JsonObject {
  const refused = parameters.filter(
    ({ name, kind }) => kind !== 'secret' && problems.some(({ path }) => path[0] === name),
  );
  return Object.fromEntries(
    refused.map(({ name, default: otherwise, example, choices }) => [
      name,
      (otherwise ?? example ?? choices?.[0] ?? '') as Json,
    ]),
  );
}

/** A problem as a line for people: `dspatch.yaml:12:5 integrations.amazon-us.kit: there is no kit ...`. */
export function formatProblem(file: string, { line, column, path, message }: PlacedProblem): string {
  const at = line === undefined ? file : `${file}:${line}:${column}`;
  return path.length === 0 ? `${at}: ${message}` : `${at} ${formatPath(path)}: ${message}`;
}

/** A warning as a line for people, told from a problem by the word. */
export function formatWarning(file: string, warning: PlacedWarning): string {
  return formatProblem(file, { ...warning, message: `warning: ${warning.message}` });
}
