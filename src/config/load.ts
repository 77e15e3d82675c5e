import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { Egress } from '../amazon/egress.ts';
import { messageOf } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { didYouMean, formatPath, type Problem } from '../base/problem.ts';
import { KITS } from '../kits/library.ts';
import { type ParameterValues, type ResolveSecret, readParameters } from '../kits/parameters.ts';
import { compileIntegration, type Integration } from '../pipeline/integration.ts';
import { type Config, configSchema, type IntegrationConfig } from './schema.ts';
import { secretsFrom } from './secrets.ts';

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

/** A problem with its place in the file. */
export interface PlacedProblem extends Problem {
  readonly line: number | undefined;
  readonly column: number | undefined;
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error): PlacedProblem => {
      const at = error.linePos?.[0];
      return { path: [], message: error.message.split('\n', 1)[0] ?? '', line: at?.line, column: at?.col };
    });
    return { ok: false, problems };
  }
  const place = (problem: Problem): PlacedProblem => ({ ...problem, ...positionOf(document, lines, problem.path) });
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(fromIssue).map(place) };

  const problems: Problem[] = [];
  const config = parsed.data;
  const egress = new Egress(config.server.allowUpstreams);
  const resolveSecret: ResolveSecret = secretsFrom(folder, options.env);
  const integrations = new Map<string, LoadedIntegration>();
  for (const [name, integration] of Object.entries(config.integrations)) {
    const loaded = loadIntegration(name, integration, { resolveSecret, connect: options.connect !== false, egress });
    problems.push(...loaded.problems.map((problem) => ({ ...problem, path: ['integrations', name, ...problem.path] })));
    if (loaded.integration !== undefined) integrations.set(name, loaded.integration);
  }
  problems.push(...checkPipelines(config), ...checkServer(config));
  if (problems.length > 0) return { ok: false, problems: problems.map(place) };
  return { ok: true, loaded: { config, folder, integrations } };
}

/** Reads and compiles one integration. Without problems there is one. */
export function loadIntegration(
  name: string,
  config: IntegrationConfig,
  { resolveSecret, connect, egress }: { resolveSecret: ResolveSecret; connect: boolean; egress: Egress },
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
    if (refusal !== undefined) found.push({ path: ['parameters', key], message: refusal });
  }
  const compiled = compileIntegration({ name, kit, parameters: values.public, playbook: config.playbook });
  found.push(...compiled.problems.map((problem) => ({ ...problem, path: ['playbook', ...problem.path] })));
  return found.length > 0
    ? { problems: found }
    : { problems: [], integration: { integration: compiled.integration, values } };
}

function checkPipelines(config: Config): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [name, pipeline] of Object.entries(config.pipelines)) {
    for (const [i, integration] of pipeline.integrations.entries()) {
      if (config.integrations[integration] !== undefined) continue;
      const message = `there is no integration "${integration}"${didYouMean(integration, Object.keys(config.integrations))}`;
      problems.push({ path: ['pipelines', name, 'integrations', i], message });
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

/** A zod issue in our words: unknown keys each with the nearest right one. */
function fromIssue(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const known = knownKeys(path);
  return issue.keys.map((key) => ({
    path: [...path, key],
    message: `is not known here${didYouMean(key, known)}${known.length > 0 ? `; known are ${known.join(', ')}` : ''}`,
  }));
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

const SCHEMA = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;

/** The keys that may stand at a place of the file, for suggestions: the schema knows. */
function knownKeys(path: Problem['path']): readonly string[] {
  let nodes: readonly SchemaNode[] = [SCHEMA];
  for (const key of path) nodes = nodes.flatMap(alternatives).flatMap((node) => below(node, key));
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}

function below(node: SchemaNode, key: string | number): readonly SchemaNode[] {
  const more = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const next = typeof key === 'number' ? node.items : (node.properties?.[key] ?? more);
  return next === undefined ? [] : [next];
}

/** Where a path is in the file: its own key, or the nearest above it that is there. */
function positionOf(
  document: Document,
  lines: LineCounter,
  path: Problem['path'],
): { line: number | undefined; column: number | undefined } {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
  }
  return { line: undefined, column: undefined };
}

/** A problem as a line for people: `dspatch.yaml:12:5 integrations.amazon-us.kit: there is no kit ...`. */
export function formatProblem(file: string, problem: PlacedProblem): string {
  const at = problem.line === undefined ? file : `${file}:${problem.line}:${problem.column}`;
  return problem.path.length === 0
    ? `${at}: ${problem.message}`
    : `${at} ${formatPath(problem.path)}: ${problem.message}`;
}
