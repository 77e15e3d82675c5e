import { isObject, type JsonObject } from '../base/json.ts';
import { code } from './markdown.ts';

const KINDS: Readonly<Record<string, string>> = {
  ...{ string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', object: 'map' },
};

/** What a JSON Schema takes, in words. */
export function valuesOf({ type, enum: choices, anyOf, items, minimum, maximum, properties }: JsonObject): string {
  if (Array.isArray(choices)) return choices.map(code).join(', ');
  if (Array.isArray(anyOf)) return anyOf.filter(isObject).map(valuesOf).join(', or ');
  if (type === 'array') return `list: ${isObject(items) ? valuesOf(items) : ''}`;
  if (isObject(properties)) return 'map, as below';
  const most = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const least = typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  const range = least === undefined ? '' : most === undefined ? `, from ${least}` : `, ${least} to ${most}`;
  return `${KINDS[String(type)] ?? 'anything'}${range}`;
}
