import { holdsRounded } from '../base/exact-json.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { didYouMean, type Problem, squash } from '../base/problem.ts';
import { MAX_ARGUMENT, MAX_INPUT_COST, modifierCost, pathCost, tooDear } from './cost.ts';
import type { ExpressionLanguage } from './expression.ts';
import { frozen } from './frozen.ts';
import { type Change, MODIFIERS, type Modifier, overItems } from './modifiers.ts';
import { compilePath, type Read, variableOf } from './path.ts';
import type { InputConfig, ModifierConfig } from './schema.ts';
import { type ReadVariable, VARIABLE_NAME, VARIABLES_ROOT, type VariableUse } from './variables.ts';

/** One output key's input, ready to run. */
export interface CompiledInput {
  readonly kind: 'mapping' | 'expression' | 'enrichment';
  /** The value on one event; undefined when there is none. Never throws. */
  readonly read: Read;
  /** For a mapping that is nothing but one path: that path. */
  readonly path?: string;
  /** For an enrichment: the value that every event gets. */
  readonly constant?: Json;
  /** What it costs at most on one event (cost.ts). */
  readonly cost: number;
  /** What was written, for the people who look at a mapping step by step. */
  readonly config: InputConfig;
}

/** What values an output key takes, as far as a constant (an enrichment, a default) can be checked before any event comes. */
export interface Takes {
  /** What is wrong with a value and what would be right, as the end of a sentence that begins with the key; undefined where it is right. */
  readonly check: (value: Json) => string | undefined;
  /** The same for editors, as far as JSON Schema can say it. */
  readonly schema?: JsonObject;
}

/** Where problems of one file are gathered, and what it takes of its pipeline. */
export interface Findings {
  add(path: Problem['path'], message: string): void;
  uses(variable: VariableUse): void;
}

/** What stands for `${NAME}` and `${pipeline.NAME}`. */
export interface Filling {
  readonly parameters: JsonObject;
  /** The pipeline's variables; undefined where an integration is looked at without one: what names a variable has no value then. */
  readonly pipeline: JsonObject | undefined;
}

/**
 * Compiles one input. `filling` is for `${NAME}` in an enrichment; `takes` is what the output key takes. Every mistake goes to
 * `findings`; then the result has no value on any event.
 */
export function compileInput(
  config: InputConfig,
  path: Problem['path'],
  language: ExpressionLanguage,
  filling: Filling,
  takes: Takes | undefined,
  findings: Findings,
): CompiledInput {
  refuseKinds(config, path, findings);
  const sources = [
    ...pathsOf(config).map(([text, at]) => reader(compilePath(text), text, [...path, ...at], findings)),
    ...(config.expression === undefined
      ? []
      : [reader(language.compile(config.expression), config.expression, [...path, 'expression'], findings)]),
  ];
  const changes = (config.modifiers ?? []).map((modifier, i) =>
    compileModifier(modifier, [...path, 'modifiers', i], findings),
  );
  for (const [variable, at] of variablesRead(config, language)) {
    const optional = variable.optional || config.default !== undefined;
    findings.uses({ name: variable.name, optional, path: [...path, ...at] });
  }
  if (config.enrichment !== undefined) {
    const at = [...path, 'enrichment'];
    const value = frozen(filled(config.enrichment, filling, at, findings));
    const constant = value === undefined ? {} : { constant: value };
    if (value !== undefined) checkConstant(value, takes, at, findings);
    return Object.freeze({ kind: 'enrichment', read: () => value, ...constant, cost: 1, config: frozen(config) });
  }
  const kind = config.expression === undefined ? 'mapping' : 'expression';
  const read = firstUsable(
    sources,
    changes.map(({ change }) => change),
    frozen(config.default),
  );
  if (config.default !== undefined) checkConstant(config.default, takes, [...path, 'default'], findings);
  const cost = inputCost(config, language, changes);
  if (cost > MAX_INPUT_COST) findings.add(path, tooDear(cost));
  const plain = typeof config.mapping === 'string' && changes.length === 0 && config.default === undefined;
  return Object.freeze({
    kind,
    read,
    cost,
    config: frozen(config),
    ...(plain ? { path: config.mapping as string } : {}),
  });
}

/** An input has exactly one kind. What else is wrong with one that has not is told all the same. */
function refuseKinds(config: InputConfig, path: Problem['path'], findings: Findings): void {
  const kinds = (['mapping', 'expression', 'enrichment'] as const).filter((kind) => config[kind] !== undefined);
  if (kinds.length === 0) findings.add(path, 'an input needs one of mapping, expression, enrichment');
  if (kinds.length > 1) findings.add(path, `an input has one kind, and this has ${kinds.join(' and ')}`);
  if (config.enrichment !== undefined && (config.modifiers !== undefined || config.default !== undefined)) {
    findings.add(path, 'an enrichment is a constant: it takes no modifiers and no default');
  }
}

/** The paths of a mapping, each with where it stands in its input. */
function pathsOf({ mapping }: InputConfig): (readonly [text: string, at: Problem['path']])[] {
  if (typeof mapping === 'string') return [[mapping, ['mapping']]];
  return (mapping ?? []).map((text, i) => [text, ['mapping', i]]);
}

/** The variables of the pipeline that paths or the expression read, each with where it stands in its input. */
function variablesRead(
  config: InputConfig,
  language: ExpressionLanguage,
): (readonly [variable: ReadVariable, at: Problem['path']])[] {
  return [
    ...pathsOf(config).flatMap(([text, at]) => {
      const name = variableOf(text);
      return name === undefined ? [] : [[{ name, optional: false }, at] as const];
    }),
    ...(config.expression === undefined ? [] : language.variablesOf(config.expression)).map(
      (variable) => [variable, ['expression']] as const,
    ),
  ];
}

/** What is said of a number whose last digits are lost. */
export const TOO_LONG = 'this number is too long to be kept exactly: put it in quotes';

function checkConstant(value: Json, takes: Takes | undefined, path: Problem['path'], findings: Findings): void {
  if (holdsRounded(value)) findings.add(path, TOO_LONG);
  else if (usable(value) === undefined) findings.add(path, 'is empty: write a value, or leave it out');
  else {
    const wrong = takes?.check(value);
    if (wrong !== undefined) findings.add(path, wrong);
  }
}

/** Each path may be gone through in vain, with all its modifiers, before the last is used. */
function inputCost(config: InputConfig, language: ExpressionLanguage, changes: readonly Step[]): number {
  const steps = changes.reduce((sum, { cost }) => sum + cost, 0);
  if (config.expression !== undefined) return language.costOf(config.expression) + steps;
  return [config.mapping ?? []].flat().reduce((sum, text) => sum + pathCost(text) + steps, 1);
}

/** A modifier with its arguments, and its price. */
interface Step {
  readonly change: Change;
  readonly cost: number;
}

const nothing: Read = () => undefined;

function reader(
  compiled: Read | { readonly error: string },
  text: string,
  path: Problem['path'],
  findings: Findings,
): Read {
  if (typeof compiled === 'function') return compiled;
  findings.add(path, `"${text}": ${compiled.error}`);
  return nothing;
}

/** The first source whose value, after all changes, is there; else the default. An empty text counts as not there. */
function firstUsable(sources: readonly Read[], changes: readonly Change[], otherwise: Json | undefined): Read {
  const [only] = sources;
  if (only !== undefined && sources.length === 1 && changes.length === 0 && otherwise === undefined) {
    return (scope) => {
      const value = usable(only(scope));
      scope.watch?.source(value);
      return value;
    };
  }
  return (scope) => {
    const { watch } = scope;
    for (const source of sources) {
      let value = usable(source(scope));
      watch?.source(value);
      for (const change of changes) {
        if (value === undefined || value === null) break;
        value = change(value);
        watch?.change(value);
      }
      const found = usable(value);
      if (found !== undefined) return found;
    }
    watch?.otherwise();
    return otherwise;
  };
}

function usable(value: Json | undefined): Json | undefined {
  return value === null || value === '' ? undefined : value;
}

/**
 * A constant with what stands for `${NAME}` put in; undefined where something is not there: a parameter, which is a mistake, or a variable of
 * the pipeline, which is one when a pipeline takes the integration.
 */
function filled(value: Json, filling: Filling, path: Problem['path'], findings: Findings): Json | undefined {
  let whole = true;
  const get = (name: string): Json => {
    const found = name.startsWith(VARIABLE_PREFIX)
      ? variable(name.slice(VARIABLE_PREFIX.length), filling.pipeline, path, findings)
      : parameter(name, filling.parameters, path, findings);
    whole &&= found !== undefined;
    return found ?? '';
  };
  const result = fill(value, get);
  return whole ? result : undefined;
}

const VARIABLE_PREFIX = `${VARIABLES_ROOT}.`;

function variable(
  name: string,
  variables: JsonObject | undefined,
  path: Problem['path'],
  findings: Findings,
): Json | undefined {
  if (VARIABLE_NAME.test(name)) findings.uses({ name, optional: false, path });
  else findings.add(path, `"${name}" is no name of a variable: letters, digits and "_", beginning with a letter`);
  return own(variables ?? {}, name);
}

function parameter(name: string, parameters: JsonObject, path: Problem['path'], findings: Findings): Json | undefined {
  const found = own(parameters, name);
  if (found === undefined) {
    findings.add(path, `there is no parameter "${name}"${didYouMean(name, Object.keys(parameters))}`);
  }
  return found;
}

/** Puts values in the place of `${NAME}`. A text that is nothing but `${NAME}` takes the value's own type. */
function fill(value: Json, get: (name: string) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => fill(item, get));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item ?? null, get)]));
  }
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const whole = /^\$\{([^}]*)\}$/.exec(value);
  if (whole?.[1] !== undefined) return get(whole[1]);
  return value.replace(/\$\{([^}]*)\}/g, (_, name: string) => String(get(name)));
}

const BY_NAME: ReadonlyMap<string, Modifier> = new Map(MODIFIERS.map((modifier) => [squash(modifier.name), modifier]));

function compileModifier(config: ModifierConfig, path: Problem['path'], findings: Findings): Step {
  const [name, given, ...more] = typeof config === 'string' ? [config] : Object.entries(config).flat();
  const modifier = BY_NAME.get(squash(String(name ?? '')));
  if (modifier === undefined || more.length > 0) {
    const names = MODIFIERS.map((known) => known.name);
    findings.add(
      path,
      name === undefined || more.length > 0
        ? 'a modifier is one name, or one name with its arguments; several are several items'
        : `there is no modifier "${name}"${meant(String(name), names)}; there are ${names.join(', ')}`,
    );
    return { change: (value) => value, cost: 0 };
  }
  const change = overItems(modifier, modifier.change(readArguments(modifier, given, path, findings)));
  return { change, cost: modifierCost(modifier.takes.item, modifier.takes.character) };
}

/** The nearest spelling; else the name that holds what was written, as `uppercase_string` holds `uppercase`. */
function meant(name: string, names: readonly string[]): string {
  const part = squash(name);
  const whole = part.length < 4 ? undefined : names.find((known) => squash(known).includes(part));
  return didYouMean(name, names) || (whole === undefined ? '' : ` (did you mean "${whole}"?)`);
}

function readArguments(
  modifier: Modifier,
  given: Json | undefined,
  path: Problem['path'],
  findings: Findings,
): JsonObject {
  const [first] = modifier.args;
  const named: JsonObject = isObject(given)
    ? given
    : given === undefined || given === null || first === undefined
      ? {}
      : { [first.name]: given };
  if (first === undefined && given !== undefined && given !== null) {
    findings.add(path, `${modifier.name} takes no arguments`);
  }
  for (const name of Object.keys(named)) {
    const names = modifier.args.map((arg) => arg.name);
    if (!names.includes(name)) {
      findings.add(path, `${modifier.name} has no argument "${name}"${didYouMean(name, names)}`);
    }
  }
  const args: JsonObject = {};
  for (const arg of modifier.args) {
    const value = Object.hasOwn(named, arg.name) ? named[arg.name] : arg.default;
    if (value === undefined && arg.optional !== true) {
      findings.add(path, `${modifier.name} needs "${arg.name}": ${arg.description}`);
    } else if (value !== undefined && !fits(arg.kind, value)) {
      findings.add(path, `${modifier.name}: "${arg.name}" must be ${arg.kind === 'text' ? 'text' : 'a whole number'}`);
    }
    if (typeof value === 'string' && value.length > MAX_ARGUMENT) {
      findings.add(
        path,
        `${modifier.name}: "${arg.name}" has ${value.length} characters; the limit is ${MAX_ARGUMENT}`,
      );
    }
    args[arg.name] = value;
  }
  return args;
}

function fits(kind: 'text' | 'integer', value: Json): boolean {
  return kind === 'text' ? typeof value === 'string' : Number.isInteger(value);
}
