import type { ApiFacts } from '../amazon/api.ts';
import { MAX_VALUE, type Note } from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import type { Drop } from '../event/drop.ts';
import { currencyCode, mayMean } from '../identity/currency.ts';
import { SaidCurrency } from '../identity/said-currency.ts';
import { round, toNumber } from '../playbook/number.ts';

const LONGEST_QUOTED = 4;
/** Two that differ, as `SaidCurrency` tells them. */
const IN_TWO = /^\S{1,4} and \S{1,4}$/;

/** What a playbook gives for the three keys of a purchase. */
export interface GivenMoney {
  readonly value: Json | undefined;
  readonly currency: Json | undefined;
  readonly units: Json | undefined;
}

/** What an integration decides about money. */
export interface MoneyOptions {
  readonly api: ApiFacts;
  /** What happens to a value whose currency Amazon does not take, or does not learn. */
  readonly currencyPolicy: 'omit_value' | 'drop';
  /** The currency of values of whose currency nothing is said. */
  readonly defaultCurrency: string | undefined;
  /** Whether conversions that are no purchases may carry a value, which Amazon reads as a score. */
  readonly scores: boolean;
}

/** The money of a conversion, as it may be sent. */
export interface Money {
  readonly value?: number;
  readonly currencyCode?: string;
  readonly unitsSold?: number;
}

/** Value, currency and units of a purchase. A value is never sent in a currency that may be other than its own. */
export function purchaseMoney(given: GivenMoney, options: MoneyOptions, notes: Note[]): Money | Drop {
  const value = amountOf(given.value, 0, notes);
  const units = unitsOf(given.units, options.api.maxUnits, notes);
  const unitsSold = units === undefined ? {} : { unitsSold: units };
  const text = currencyOf(given, options);
  const wrong = text === undefined ? missingCurrency(value, options) : refusedCurrency(text, options);
  if (wrong !== undefined) {
    if (options.currencyPolicy === 'drop') return { reason: 'invalid_field', detail: wrong.detail };
    notes.push({ code: wrong.code, detail: `${wrong.detail}; sent without value and currency` });
    return unitsSold;
  }
  const currency = text === undefined ? undefined : currencyCode(text);
  return {
    ...(value === undefined ? {} : { value }),
    ...(currency === undefined ? {} : { currencyCode: currency }),
    ...unitsSold,
  };
}

/**
 * What is said of the value's currency, by the playbook and by the figure itself; where nothing is, the default. Undefined only where there is
 * none of it: dsp_v1 then takes the definition's own, which must not happen to a value that says another, or what nobody can read.
 */
function currencyOf({ value, currency }: GivenMoney, { defaultCurrency }: MoneyOptions): string | undefined {
  const plain = typeof value !== 'string' && typeof currency === 'string' ? currencyCode(currency) : undefined;
  if (plain !== undefined) return plain;
  const said = new SaidCurrency();
  said.add(currency);
  said.addFigure(value, true);
  const { text } = said;
  if (text === undefined || (defaultCurrency !== undefined && mayMean(text, defaultCurrency))) {
    return defaultCurrency ?? text;
  }
  return text;
}

/** What of it a conversion that is no purchase may carry: a score, if that is wished for. */
export function otherMoney(given: GivenMoney, options: MoneyOptions, notes: Note[]): Money {
  if (!options.scores || given.value === undefined) {
    const names = { value: given.value, currencyCode: given.currency, unitsSold: given.units };
    const kept = Object.entries(names).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (kept.length > 0) {
      const detail = `${kept.join(', ')}: only purchases carry it; sent without`;
      notes.push({ code: 'money_of_purchases_only', detail });
    }
    return {};
  }
  const value = amountOf(given.value, -MAX_VALUE, notes);
  return value === undefined ? {} : { value };
}

function missingCurrency(value: number | undefined, { api }: MoneyOptions): Note | undefined {
  if (value === undefined || !api.needsCurrency) return undefined;
  return { code: 'currency_missing', detail: 'currencyCode: the value comes without its currency' };
}

function refusedCurrency(text: string, { api }: MoneyOptions): Note | undefined {
  const currency = currencyCode(text);
  if (currency !== undefined && api.currencies.has(currency)) return undefined;
  if (IN_TWO.test(text)) return { code: 'currency_mixed', detail: `currencyCode: it is in ${text} at once` };
  // What is longer than a code or a sign may be anything, and personal: it is not quoted.
  const shown = text.length <= LONGEST_QUOTED ? `"${text}"` : `a text of ${text.length} characters`;
  return { code: 'currency_not_taken', detail: `currencyCode: Amazon does not take ${shown}` };
}

function amountOf(given: Json | undefined, min: number, notes: Note[]): number | undefined {
  if (given === undefined) return undefined;
  const value = toNumber(given);
  if (value !== undefined && value >= min && value <= MAX_VALUE) return round(value, 2);
  const wrong = value === undefined ? 'not a number' : value < 0 ? 'less than nothing' : 'out of Amazon’s range';
  notes.push({ code: 'value_unusable', detail: `value: ${wrong}; sent without it` });
  return undefined;
}

function unitsOf(given: Json | undefined, most: number, notes: Note[]): number | undefined {
  if (given === undefined) return undefined;
  const number = toNumber(given);
  const units = number === undefined ? undefined : round(number);
  if (units !== undefined && units >= 1 && units <= most) return units;
  const detail = `unitsSold: not a whole number from 1 to ${most}; sent without it`;
  notes.push({ code: 'units_unusable', detail });
  return undefined;
}
