import { ATTRIBUTE, type CustomAttribute, type Note } from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import { personalIn } from '../event/safe.ts';

/** The most attributes of an event, and the longest value we send (Amazon names no limit for it). */
const MOST = 13;
const LONGEST = 256;

/** Numbers that would be other numbers without their signs. */
const FIGURE = /^(?:[+-]\s?\d+|[+-]?\s?\d*[.,]\d+)$/;

/**
 * The attributes of an event as Amazon takes them: letters, digits and underscores, in names and values (fact sheet section 1.3; a
 * guide of Amazon's shows `49.99`, which its specification does not allow). In texts, accents go and other characters become
 * underscores; what would change its meaning like that (a fraction, a negative number) stays behind, with a note.
 */
export function customData(given: ReadonlyMap<string, Json | undefined>, notes: Note[]): CustomAttribute[] {
  const attributes: CustomAttribute[] = [];
  for (const [name, value] of given) {
    if (value === undefined || value === null || value === '') continue;
    const attribute = ATTRIBUTE.test(name) ? attributeOf(name, value) : undefined;
    if (attribute === undefined) {
      const detail = `customData.${name}: it cannot be said in letters, digits and underscores`;
      notes.push({ code: 'attribute_unusable', detail });
    } else if (attributes.length < MOST) attributes.push(attribute);
    else {
      const detail = `customData.${name}: Amazon takes ${MOST} attributes; sent without it`;
      notes.push({ code: 'attributes_beyond', detail });
    }
  }
  return attributes;
}

/** A value as an attribute; undefined where it cannot be said like that. */
export function attributeOf(name: string, value: Json): CustomAttribute | undefined {
  switch (typeof value) {
    case 'boolean':
      return { name, value: String(value), dataType: 'STRING' };
    case 'number':
      if (!Number.isSafeInteger(value) || value < 0) return undefined;
      return { name, value: String(value), dataType: 'INTEGER' };
    case 'string': {
      if (personalIn(value) !== undefined || FIGURE.test(value.trim())) return undefined;
      const text = word(value);
      return text === '' ? undefined : { name, value: text, dataType: 'STRING' };
    }
    default:
      return undefined;
  }
}

function word(text: string): string {
  if (ATTRIBUTE.test(text)) return text.slice(0, LONGEST);
  return text
    .slice(0, 2 * LONGEST)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, LONGEST);
}
