/** Conversion types of definitions v1 (fact sheet 3.2). */
export const CONVERSION_TYPES_V1: readonly string[] = [
  'ADD_TO_SHOPPING_CART',
  'APPLICATION',
  'CHECKOUT',
  'CONTACT',
  'LEAD',
  'OFF_AMAZON_PURCHASES',
  'OTHER',
  'PAGE_VIEW',
  'SEARCH',
  'SIGN_UP',
  'SUBSCRIBE',
];

/** Conversion types of definitions v2 and of the Events API. */
export const CONVERSION_TYPES_V2: readonly string[] = [...CONVERSION_TYPES_V1, 'MOBILE_APP_FIRST_START'];

/** The type whose values are money, and the only one that takes a currency and a number of units. */
export const PURCHASE = 'OFF_AMAZON_PURCHASES';
