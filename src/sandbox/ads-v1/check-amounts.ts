import type { JsonObject } from '../../base/json.ts';
import { hasCents } from '../rules/amounts.ts';
import { PURCHASE } from '../rules/conversion-types.ts';
import { ADS_CURRENCIES } from '../rules/currencies.ts';
import type { AdsWrong } from './error-code.ts';

const MOST_UNITS = 2_147_483_647;

/**
 * Checks `value`, `currencyCode` and `unitsSold`: of a purchase the value is money, of any other type a score, and the
 * other two belong to purchases only (fact sheet 1.3). `conversionType` is undefined when the event's is not a good one.
 */
export function checkAmounts(event: JsonObject, conversionType: string | undefined, wrong: AdsWrong): void {
  const { value, currencyCode, unitsSold } = event;
  if (value !== undefined) {
    if (typeof value !== 'number') wrong('INVALID_INPUT', 'value', 'value must be a number');
    else if (conversionType === PURCHASE && (value < 0 || !hasCents(value))) {
      wrong(
        'FIELD_VALUE_IS_OUT_OF_RANGE',
        'value',
        'value of a purchase must be at least 0, with at most two decimals',
      );
    }
  }
  if (currencyCode !== undefined && (typeof currencyCode !== 'string' || !ADS_CURRENCIES.has(currencyCode))) {
    wrong('FIELD_VALUE_IS_INVALID', 'currencyCode', 'currencyCode is not one of the currencies');
  }
  if (unitsSold !== undefined) {
    const whole = typeof unitsSold === 'number' && Number.isInteger(unitsSold);
    if (!whole) wrong('INVALID_INPUT', 'unitsSold', 'unitsSold must be an integer');
    else if (unitsSold < 1 || unitsSold > MOST_UNITS) {
      wrong('FIELD_VALUE_IS_OUT_OF_RANGE', 'unitsSold', `unitsSold must be from 1 to ${MOST_UNITS}`);
    }
  }
  if (conversionType === undefined || conversionType === PURCHASE) return;
  for (const field of ['currencyCode', 'unitsSold']) {
    if (event[field] !== undefined) {
      wrong('FIELD_VALUE_IS_INVALID', field, `${field} is only applicable to ${PURCHASE}`);
    }
  }
}
