import { ATTRIBUTE, MATCH_KEY_TYPES } from '../amazon/conversion.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import { personalIn } from '../event/safe.ts';
import { parseTime } from '../event/time.ts';
import { countryCode } from '../identity/country.ts';
import { currencyCode } from '../identity/currency.ts';
import { attributeOf } from '../pipeline/custom-data.ts';
import type { OutputKey } from '../playbook/compile.ts';
import type { Takes } from '../playbook/input.ts';
import { toText } from '../playbook/modifiers.ts';
import { toNumber } from '../playbook/number.ts';

// What output keys take, as far as a constant of a playbook can be checked before any event comes.

const LONGEST_QUOTED = 60;

function quoted(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED)}...` : text;
}

/** A text of a form; a number is as good as its text. Nothing personal, since it is sent as it is, unless it is `hashed`. */
export function text({
  longest = Number.POSITIVE_INFINITY,
  form,
  says = Number.isFinite(longest) ? `text of at most ${longest} characters` : 'text',
  hashed = false,
}: {
  longest?: number;
  form?: RegExp;
  says?: string;
  hashed?: boolean;
} = {}): Takes {
  return {
    check: (value) => {
      const given = toText(value)?.trim() ?? '';
      if (given === '' || given.length > longest || form?.test(given) === false) {
        return `must be ${says}, not ${quoted(value)}`;
      }
      const personal = hashed ? undefined : personalIn(given);
      return personal === undefined ? undefined : `must not hold ${personal}: it is sent as it is`;
    },
    ...(form === undefined ? {} : { schema: { type: ['string', 'integer'], pattern: form.source } }),
  };
}

/** One of Amazon's words, in any case unless that is asked for. */
export function word(words: readonly string[], { exact = false }: { exact?: boolean } = {}): Takes {
  const anyCase = `^\\s*(${words.map((one) => one.replace(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`)).join('|')})\\s*$`;
  return {
    check: (value) => {
      const given = toText(value) ?? '';
      if (words.includes(exact ? given : given.trim().toUpperCase())) return undefined;
      const near = didYouMean(given, words);
      return `must be one of ${words.join(', ')}, not ${quoted(value)}${near}`;
    },
    schema: exact ? { enum: [...words] } : { anyOf: [{ enum: [...words] }, { type: 'string', pattern: anyCase }] },
  };
}

/** One of something or a list of them, at most so many; what is empty in a list keeps a place. */
export function oneOrMore(one: Takes, most: number = Number.POSITIVE_INFINITY): Takes {
  const isEmpty = (item: Json): boolean => item === null || item === '';
  return {
    check: (value) => {
      if (!Array.isArray(value)) return one.check(value);
      const items = value.filter((item) => !isEmpty(item));
      if (items.length === 0) return 'has nothing in its list';
      const different = new Set(items.map((item) => toText(item)?.trim().toUpperCase())).size;
      if (different > most) return `lists ${different}, and an event counts at most ${most} times`;
      const wrong = items.map(one.check).filter((message) => message !== undefined);
      return wrong.length === 0 ? undefined : wrong.join('; ');
    },
    ...(one.schema === undefined
      ? {}
      : {
          schema: {
            anyOf: [one.schema, { type: 'array', items: { anyOf: [one.schema, { enum: [null, ''] }] } }],
          } as JsonObject,
        }),
  };
}

/** A number, or text that can only mean one. */
export function number({ min, max, whole = false }: { min: number; max: number; whole?: boolean }): Takes {
  return {
    check: (value) => {
      const given = toNumber(value);
      if (given !== undefined && given >= min && given <= max && (!whole || Number.isInteger(given))) return undefined;
      return `must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, not ${quoted(value)}`;
    },
    schema: { type: [whole ? 'integer' : 'number', 'string'], minimum: min, maximum: max },
  };
}

/** A time, as events carry it. */
export const time: Takes = {
  check: (value) =>
    parseTime(value) === undefined
      ? `must be a time (2026-11-20T10:15:30Z, epoch seconds), not ${quoted(value)}`
      : undefined,
};

/** A country, by its code or name. */
export const country: Takes = {
  check: (value) =>
    countryCode(toText(value) ?? '') === undefined ? `must be a country (US, GB ...), not ${quoted(value)}` : undefined,
};

/** A currency, by its code or a sign that stands for it alone. Whether the API takes it is told of each value (CURRENCY_POLICY). */
export function currency(usual: ReadonlySet<string>): Takes {
  return {
    check: (value) => {
      const given = toText(value) ?? '';
      if (currencyCode(given) !== undefined) return undefined;
      return `must be a currency’s code (ISO 4217), not ${quoted(value)}${didYouMean(given, usual)}`;
    },
  };
}

/** A list of identifiers: `{ type, value }`, or `{ sources: 'standard' }` for the usual places. */
export const identifiers: Takes = {
  check: (value) => {
    if (!Array.isArray(value)) return `must be a list of { type, value }, not ${quoted(value)}`;
    const wrong = value.map(wrongIdentifier).filter((message) => message !== undefined);
    return wrong.length === 0 ? undefined : wrong.join('; ');
  },
  schema: { type: 'array', items: { type: 'object' } },
};

function wrongIdentifier(item: Json): string | undefined {
  if (!isObject(item)) return `must be a list of { type, value }, not of ${quoted(item)}`;
  if (own(item, 'sources') === 'standard') return undefined;
  const type = toText(own(item, 'type')) ?? '';
  if (!(MATCH_KEY_TYPES as readonly string[]).includes(type)) {
    return `has an item of type "${type}", and there is no such match key${didYouMean(type, MATCH_KEY_TYPES)}`;
  }
  const values = own(item, 'values');
  const value = own(item, 'value') ?? (Array.isArray(values) ? values[0] : values);
  return (toText(value) ?? '') === '' ? `has an item of type ${type} without a value` : undefined;
}

/** Nothing that is the same for every event. */
export function noConstant(why: string): Takes {
  return { check: () => `must not be the same for every event: ${why}`, schema: { not: {} } };
}

/** The name of an attribute of `customData`. */
export const ATTRIBUTE_NAME: NonNullable<OutputKey['memberForm']> = {
  regex: ATTRIBUTE,
  says: 'cannot be sent: the name of an attribute is letters, digits and underscores',
};

/** The value of an attribute of `customData`. */
export const attribute: Takes = {
  check: (value) =>
    attributeOf('constant', value) === undefined
      ? `must be sayable in letters, digits and underscores (a fraction or a negative number is not), and ${quoted(value)} is not`
      : undefined,
  schema: { type: ['string', 'integer', 'boolean'] },
};
