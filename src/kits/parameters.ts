import { type Json, type JsonObject, own } from '../base/json.ts';
import { didYouMean, type Problem } from '../base/problem.ts';
import { countryCode } from '../identity/country.ts';
import { currencyCode } from '../identity/currency.ts';
import { Secret } from '../vault/secret.ts';
import { DEFINITION } from './kit.ts';

/** One connection parameter or option of a kit: what a form shows, what a file is checked against, what the reference says. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  readonly kind:
    | 'text'
    | 'secret'
    | 'url'
    | 'integer'
    | 'number'
    | 'choice'
    | 'country'
    | 'countries'
    | 'currency'
    | 'list';
  readonly required?: true;
  readonly default?: string | number | readonly string[];
  /** A default that another parameter decides. */
  readonly defaultBy?: { readonly parameter: string; readonly of: Readonly<Record<string, string>> } | undefined;
  /** For `choice`: what may be chosen. */
  readonly choices?: readonly string[];
  /** For `text`: what it must look like, with the sentence that says so. */
  readonly pattern?: { readonly regex: RegExp; readonly says: string };
  readonly min?: number;
  readonly max?: number;
  readonly example?: string;
}

/** Parameters as read: defaults filled in, secrets wrapped. */
export interface ParameterValues {
  readonly public: JsonObject;
  readonly secrets: ReadonlyMap<string, Secret>;
}

/** Parameters of this form set an event's definition id: `DEFINITION.Order Completed`. */
export const DEFINITION_PREFIX = 'DEFINITION.';

/** Where a secret comes from: resolves `env:NAME`, `file:PATH` and `vault:` for a parameter, or says what is wrong. */
export type ResolveSecret = (reference: string, parameter: string) => Secret | { readonly error: string };

/**
 * Reads a kit's parameters as a person wrote them. Every mistake becomes a problem; values are quoted in them, save secrets.
 * `requireAll: false` is for offline mapping: no connection is needed then, and secrets are not read.
 */
export function readParameters(
  parameters: readonly Parameter[],
  given: JsonObject,
  resolveSecret: ResolveSecret,
  { requireAll = true }: { requireAll?: boolean } = {},
): { readonly values: ParameterValues; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const values: JsonObject = {};
  const secrets = new Map<string, Secret>();
  const names = parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    if (!name.startsWith(DEFINITION_PREFIX)) {
      problems.push({ path: [name], message: `there is no parameter "${name}"${didYouMean(name, names)}` });
    }
  }
  const definitions = Object.keys(given).filter((name) => name.startsWith(DEFINITION_PREFIX));
  for (const parameter of [...parameters, ...definitions.map(definitionParameter)]) {
    const raw = givenIn(given, parameter.name) ?? defaultOf(parameter, values);
    if (raw === undefined) {
      if (parameter.required === true && requireAll) {
        problems.push({ path: [parameter.name], message: `is required: ${parameter.description}` });
      }
    } else if (parameter.kind === 'secret') {
      if (!requireAll) continue;
      const secret =
        typeof raw === 'string'
          ? resolveSecret(raw, parameter.name)
          : { error: 'a secret is given as env:NAME or file:PATH' };
      if (secret instanceof Secret) secrets.set(parameter.name, secret);
      else problems.push({ path: [parameter.name], message: secret.error });
    } else {
      const value = readValue(parameter, raw as Json);
      if (typeof value === 'object' && value !== null && 'error' in value) {
        problems.push({ path: [parameter.name], message: String(value.error) });
      } else values[parameter.name] = value as Json;
    }
  }
  return { values: { public: values, secrets }, problems };
}

function definitionParameter(name: string): Parameter {
  const pattern = { regex: DEFINITION, says: 'must be the number of a conversion definition' };
  return { name, kind: 'text', description: 'The conversion definition of an event.', pattern };
}

/** What was written for a parameter; nothing where that is nothing, as an unset variable leaves it. */
function givenIn(given: JsonObject, name: string): Json | undefined {
  const raw = own(given, name);
  return raw === null || (typeof raw === 'string' && raw.trim() === '') ? undefined : raw;
}

function readValue(parameter: Parameter, raw: Json): Json | { error: string } {
  switch (parameter.kind) {
    case 'integer':
    case 'number':
      return readNumber(parameter, raw);
    case 'choice': {
      const choices = parameter.choices ?? [];
      // YAML 1.1 readers, and people, write off as a boolean.
      const text = raw === false ? 'off' : raw === true ? 'on' : String(raw);
      if (choices.includes(text)) return text;
      return { error: `must be one of ${choices.join(', ')}, not "${text}"${didYouMean(text, choices)}` };
    }
    case 'country':
      return countryCode(String(raw)) ?? { error: noCountries([String(raw)]) };
    case 'countries':
      return readCountries(raw);
    case 'currency':
      return currencyCode(String(raw)) ?? { error: `must be a currency’s code of ISO 4217, and "${raw}" is none` };
    case 'list':
      return listOf(raw);
    default: {
      if (typeof raw !== 'string' && typeof raw !== 'number') return { error: 'must be text' };
      if (typeof raw === 'number' && !Number.isSafeInteger(raw)) {
        return { error: 'is too long for a number: put it in quotes' };
      }
      const text = String(raw).trim();
      if (parameter.kind === 'url' && !isHttpUrl(text)) return { error: `must be an http(s) address, not "${text}"` };
      if (parameter.pattern !== undefined && !parameter.pattern.regex.test(text)) {
        return { error: `${parameter.pattern.says}, not "${text}"` };
      }
      return text;
    }
  }
}

function readNumber(parameter: Parameter, raw: Json): number | { error: string } {
  const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = parameter;
  const whole = parameter.kind === 'integer';
  if (typeof number === 'number' && number >= min && number <= max && (!whole || Number.isInteger(number))) {
    return number;
  }
  const range = `${Number.isFinite(min) ? ` from ${min}` : ''}${Number.isFinite(max) ? ` to ${max}` : ''}`;
  return { error: `must be a ${whole ? 'whole ' : ''}number${range}, not ${JSON.stringify(raw)}` };
}

/** A parameter's default, where another decides it by that one's value. That one must stand before it in the kit. */
function defaultOf(parameter: Parameter, values: JsonObject): Parameter['default'] {
  if (parameter.defaultBy === undefined) return parameter.default;
  const { parameter: name, of } = parameter.defaultBy;
  return of[String(own(values, name))];
}

/** A list, or a text with commas. */
function listOf(raw: Json): string[] {
  const items = Array.isArray(raw) ? raw : String(raw).split(',');
  return items.map((item) => String(item).trim()).filter((item) => item !== '');
}

/** Countries as events' own are read, so that the two meet: `UK` is `GB`. */
function readCountries(raw: Json): string[] | { error: string } {
  const given = listOf(raw);
  const wrong = given.filter((text) => countryCode(text) === undefined);
  if (wrong.length > 0) return { error: noCountries(wrong) };
  return [...new Set(given.map((text) => countryCode(text) as string))];
}

function noCountries(wrong: readonly string[]): string {
  const names = wrong.map((text) => `"${text}"`).join(', ');
  return `must be codes of countries (ISO 3166-1, such as US or GB), and ${names} ${wrong.length === 1 ? 'is' : 'are'} none`;
}

function isHttpUrl(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
