import { MATCH_KEY_TYPES, type MatchKeyType } from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import { EMAIL_RULES } from './email.ts';
import { alreadyHashed } from './hash.ts';
import { BY_COUNTRY, type KeyForm, keyValue, RAW_TYPES } from './key-value.ts';
import { PHONE_FORMATS } from './phone.ts';

// What stands in a sealed event in the place of an identity value: its match keys, in every form that an integration may ask for, as one
// text: `sealed:email=<hash>`, `sealed:phone@DE=<hash>:<hash>;phone@US=<hash>:<hash>`. Forms that agree are written once, countries that
// agree without their names. Nothing behind a form: there is a value, and it cannot be used in it.

const MARK = 'sealed:';

/** The forms of each type that has several, in the order in which they are written. */
const FORMS: Readonly<Partial<Record<MatchKeyType, readonly Partial<KeyForm>[]>>> = {
  EMAIL: EMAIL_RULES.map((emailRule) => ({ emailRule })),
  PHONE: PHONE_FORMATS.map((phoneFormat) => ({ phoneFormat })),
  MATCH_ID: [{ userId: 'hashed' }, { userId: 'raw' }],
};
const ONE_FORM: readonly Partial<KeyForm>[] = [{}];
const ANY_FORM: KeyForm = { emailRule: 'amazon_strict', phoneFormat: 'digits', userId: 'hashed' };

/** What a value is sealed for. */
export interface Sealing {
  /** The countries that the event is taken for: one, unless integrations differ about it. */
  readonly countries: readonly (string | undefined)[];
  /** Types that may be kept as they are, for they are sent so; without one of them the value is sealed for nothing that needs it. */
  readonly raw: ReadonlySet<MatchKeyType>;
}

/**
 * Seals one value as keys of these types, the usual one first. `text` undefined: a value that cannot be read. Undefined where nothing of it may
 * be kept.
 */
export function sealValue(
  types: readonly MatchKeyType[],
  text: string | undefined,
  sealing: Sealing,
): string | undefined {
  const parts = types
    .filter((type) => !RAW_TYPES.has(type) || sealing.raw.has(type))
    .map((type) => part(type, text, sealing));
  return parts.length === 0 ? undefined : MARK + parts.join(';');
}

function part(type: MatchKeyType, text: string | undefined, { countries, raw }: Sealing): string {
  const name = type.toLowerCase();
  const inCountry = (country: string | undefined): string => {
    const forms = (FORMS[type] ?? ONE_FORM).map((form) => {
      if (form.userId === 'raw' && !raw.has(type)) return '';
      const value = text?.isWellFormed() ? keyValue(type, text, country, { ...ANY_FORM, ...form }) : undefined;
      return value === undefined ? '' : encodeURIComponent(value);
    });
    return new Set(forms).size === 1 ? (forms[0] ?? '') : forms.join(':');
  };
  const written = (BY_COUNTRY.has(type) ? countries : countries.slice(0, 1)).map((country) => [
    country,
    inCountry(country),
  ]);
  if (new Set(written.map(([, forms]) => forms)).size <= 1) return `${name}=${written[0]?.[1] ?? ''}`;
  return written.map(([country = '', forms]) => `${name}@${country}=${forms}`).join(';');
}

/** Whether a value is a sealed one. */
export function isSealed(value: Json | undefined): value is string {
  return typeof value === 'string' && value.slice(0, MARK.length).toLowerCase() === MARK;
}

interface Part {
  readonly type: MatchKeyType | undefined;
  /** Undefined: every country. */
  readonly country: string | undefined;
  readonly forms: readonly string[];
}

// A playbook's modifiers may have put it in upper or lower case.
function partsOf(text: string): Part[] {
  return text
    .slice(MARK.length)
    .split(';')
    .map((each) => {
      const [head = '', forms = ''] = each.split('=', 2);
      const [name = '', country] = head.toUpperCase().split('@', 2);
      return { type: MATCH_KEY_TYPES.find((type) => type === name), country, forms: forms.split(':') };
    });
}

/** What a value was sealed as first of all: what it is in the place where it stood. */
export function firstSealedType(text: string): MatchKeyType | undefined {
  return partsOf(text)[0]?.type;
}

/**
 * What a sealed value is as a key of a type: undefined where it was not sealed as one; without a value where it cannot be used in this form
 * and country. What is no digest, nor an identifier that is sent raw, is no value.
 */
export function readSealed(
  text: string,
  type: MatchKeyType,
  country: string | undefined,
  form: KeyForm,
): { readonly value: string | undefined } | undefined {
  const parts = partsOf(text).filter((part) => part.type === type);
  if (parts.length === 0) return undefined;
  const found = parts.find((part) => part.country === undefined || part.country === (country ?? ''));
  const place = (FORMS[type] ?? ONE_FORM).findIndex((one) =>
    Object.entries(one).every(([key, value]) => form[key as keyof KeyForm] === value),
  );
  const given = found?.forms[found.forms.length === 1 ? 0 : place] ?? '';
  if (given === '') return { value: undefined };
  const isRaw = RAW_TYPES.has(type) || (type === 'MATCH_ID' && form.userId === 'raw');
  return { value: isRaw ? keyValue(type, decoded(given), country, form) : alreadyHashed(given) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** What a sealed value holds that is no digest: identifiers that are sent as they are. */
export function rawInSealed(text: string): string[] {
  const forms = partsOf(text).flatMap(({ forms }) => forms);
  return forms.filter((form) => form !== '' && alreadyHashed(form) === undefined).map(decoded);
}

/** A sealed value for people: hashes as they are, and of what is kept raw no more than that it is there. */
export function shownSealed(text: string): string {
  const parts = partsOf(text).map(({ type, country, forms }) => {
    const shown = forms.map((form) => (form === '' || alreadyHashed(form) !== undefined ? form : '(not shown)'));
    return `${type?.toLowerCase() ?? ''}${country === undefined ? '' : `@${country}`}=${shown.join(':')}`;
  });
  return MARK + parts.join(';');
}
