import type { MatchKeyType } from '../amazon/conversion.ts';
import { normaliseAddress } from './address.ts';
import { normaliseCity } from './city.ts';
import { type EmailRule, normaliseEmail } from './email.ts';
import { alreadyHashed, sha256 } from './hash.ts';
import { normaliseIp } from './ip.ts';
import { normaliseMaid } from './maid.ts';
import { normaliseMatchId, normaliseUserId } from './match-id.ts';
import { normaliseName } from './name.ts';
import { normaliseOpaqueId } from './opaque-id.ts';
import { normalisePhone, type PhoneFormat } from './phone.ts';
import { normalisePostal } from './postal.ts';
import { normaliseState } from './state.ts';

/** The choices that decide in which form a value is sent. */
export interface KeyForm {
  readonly emailRule: EmailRule;
  readonly phoneFormat: PhoneFormat;
  /** How a user id that is no e-mail address becomes MATCH_ID: as SHA-256, or raw. */
  readonly userId: 'hashed' | 'raw';
}

/** Types whose normal form depends on the country. */
export const BY_COUNTRY: ReadonlySet<MatchKeyType> = new Set(['PHONE', 'STATE', 'POSTAL', 'ADDRESS']);

/** Types that are sent as they are, by whichever form; a MATCH_ID is by one of the two. */
export const RAW_TYPES: ReadonlySet<MatchKeyType> = new Set([
  'MAID',
  'RAMP_ID',
  'REAL_ID',
  'MERKLE_ID',
  'KANTAR_ID',
  'FIP',
]);

/**
 * The value of a match key, normalised, and hashed where its type is; undefined for what cannot be used. A digest passes as it is.
 */
export function keyValue(
  type: MatchKeyType,
  text: string,
  country: string | undefined,
  options: KeyForm,
): string | undefined {
  if (RAW_TYPES.has(type) || (type === 'MATCH_ID' && options.userId === 'raw')) {
    return normalForm(type, text, country, options);
  }
  return alreadyHashed(text) ?? hashed(normalForm(type, text, country, options));
}

function hashed(normal: string | undefined): string | undefined {
  return normal === undefined || normal === '' ? undefined : sha256(normal);
}

/** The normal form of a value: what is sent of types that are raw, and hashed of the others. Undefined for what has none. */
export function normalForm(
  type: MatchKeyType,
  text: string,
  country: string | undefined,
  options: KeyForm,
): string | undefined {
  switch (type) {
    case 'MAID':
      return normaliseMaid(text);
    case 'RAMP_ID':
    case 'REAL_ID':
    case 'MERKLE_ID':
    case 'KANTAR_ID':
      return normaliseOpaqueId(text);
    case 'FIP':
      return normaliseIp(text);
    case 'MATCH_ID':
      return options.userId === 'raw' ? normaliseMatchId(text) : normaliseUserId(text);
    case 'EMAIL':
      return normaliseEmail(text, options.emailRule);
    case 'PHONE':
      return normalisePhone(text, country, options.phoneFormat);
    case 'FIRST_NAME':
    case 'LAST_NAME':
      return normaliseName(text);
    case 'CITY':
      return normaliseCity(text);
    case 'STATE':
      return normaliseState(text, country);
    case 'POSTAL':
      return normalisePostal(text, country);
    case 'ADDRESS':
      return normaliseAddress(text, country);
  }
}
