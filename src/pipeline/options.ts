import type { ApiFacts } from '../amazon/api.ts';
import type { MatchKeyType } from '../amazon/conversion.ts';
import { DAY } from '../base/durations.ts';
import { type JsonObject, own } from '../base/json.ts';
import type { ConsentPolicy } from '../consent/policy.ts';
import { EEA_AND_UK } from '../identity/country.ts';
import type { EmailRule } from '../identity/email.ts';
import { EUROPE } from '../identity/event-country.ts';
import { IdentityFinder } from '../identity/match-keys.ts';
import type { PhoneFormat } from '../identity/phone.ts';
import type { ConvertOptions } from './convert.ts';

/** What an integration's parameters, which its kit has checked, decide about its conversions. */
export function convertOptions(api: ApiFacts, parameters: JsonObject): ConvertOptions {
  const text = (name: string): string | undefined => {
    const value = own(parameters, name);
    return value === undefined ? undefined : String(value);
  };
  return {
    api,
    identity: new IdentityFinder({
      emailRule: text('EMAIL_RULE') as EmailRule,
      phoneFormat: text('PHONE_FORMAT') as PhoneFormat,
      userId: api.name === 'dsp_v1' ? 'hashed' : 'raw',
      types: new Set([...api.matchKeyTypes].filter((type) => isWanted(type, text))),
      most: api.maxMatchKeys,
    }),
    money: {
      api,
      currencyPolicy: text('CURRENCY_POLICY') === 'drop' ? 'drop' : 'omit_value',
      defaultCurrency: text('DEFAULT_CURRENCY'),
      scores: text('SCORES') === 'send',
    },
    maxAge: Number(text('MAX_AGE_DAYS')) * DAY,
    defaultCountry: text('DEFAULT_COUNTRY') ?? 'US',
    limitedDataUse: text('LIMITED_DATA_USE') === 'drop' ? 'drop' : 'send',
    dedupeSuffix: text('DEDUPE_SUFFIX') ?? '',
    fanOutIds: text('FAN_OUT_IDS') as ConvertOptions['fanOutIds'],
  };
}

/** Some keys are sent only on request, and user ids unless they are switched off. */
function isWanted(type: MatchKeyType, text: (name: string) => string | undefined): boolean {
  switch (type) {
    case 'ADDRESS':
      return text('SEND_ADDRESS') === 'on';
    case 'FIP':
      return text('SEND_IP') === 'on';
    case 'MATCH_ID':
      return text('USER_ID_MATCH_KEY') !== 'off';
    default:
      return true;
  }
}

/** What an integration's parameters ask of people's consent. */
export function consentPolicy(parameters: JsonObject): ConsentPolicy {
  const list = (name: string): readonly string[] => {
    const value = own(parameters, name);
    return Array.isArray(value) ? value.map(String) : [];
  };
  const countries = list('CONSENT_COUNTRIES');
  return {
    requiredCategories: list('CONSENT_CATEGORIES'),
    // Somewhere in Europe is a place that needs a sign where any of Europe does.
    countries: new Set(countries.some((code) => EEA_AND_UK.has(code)) ? [...countries, EUROPE] : countries),
    missing: own(parameters, 'CONSENT_POLICY') === 'send' ? 'send' : 'drop',
    optOut: own(parameters, 'OPT_OUT_POLICY') === 'limited_data_use' ? 'limited_data_use' : 'drop',
  };
}
