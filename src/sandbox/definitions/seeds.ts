import { ADVERTISERS } from '../accounts/seeds.ts';
import { PURCHASE } from '../rules/conversion-types.ts';
import { writeIsoTime } from '../rules/iso-time.ts';
import type { Definition } from './definition.ts';

/** One definition per shop event, then one for each type that no shop event needs, then one that only an ad tag feeds. */
const SEEDS: ReadonlyArray<readonly [name: string, conversionType: string, source?: string]> = [
  ['Page', 'PAGE_VIEW'],
  ['Product List Viewed', 'PAGE_VIEW'],
  ['Product Viewed', 'PAGE_VIEW'],
  ['Products Searched', 'SEARCH'],
  ['Product Clicked', 'OTHER'],
  ['Product Added', 'ADD_TO_SHOPPING_CART'],
  ['Product Removed', 'OTHER'],
  ['Cart Viewed', 'OTHER'],
  ['Order Completed', PURCHASE],
  ['Checkout Started', 'CHECKOUT'],
  ['Signed Up', 'SIGN_UP'],
  ['Subscribed', 'SUBSCRIBE'],
  ['Lead Submitted', 'LEAD'],
  ['Contact Requested', 'CONTACT'],
  ['Application Submitted', 'APPLICATION'],
  ['App First Started', 'MOBILE_APP_FIRST_START'],
  ['Page (ad tag)', 'PAGE_VIEW', 'AMAZON_AD_TAG'],
];

/**
 * The definitions every known advertiser starts with, by account id. Ids are 18 digits, more than a double holds. With
 * the default advertiser, `Page` is 591000000000000001, `Order Completed` 591000000000000009 and the ad tag's
 * 591000000000000017.
 */
export function seedDefinitions(now: number): Map<string, Map<string, Definition>> {
  const time = writeIsoTime(now);
  return new Map(
    ADVERTISERS.map(({ advertiserId, name: owner }, which) => {
      const own = SEEDS.map(([name, conversionType, source = 'SERVER_TO_SERVER'], i): Definition => {
        const app = conversionType === 'MOBILE_APP_FIRST_START';
        return {
          conversionDefinitionId: `59${which + 1}${String(i + 1).padStart(15, '0')}`,
          name,
          conversionType,
          source,
          sourceType: app ? 'ANDROID' : 'WEBSITE',
          countingMethod: 'EVERY',
          value: conversionType === PURCHASE ? 0 : 1,
          createTime: time,
          lastUpdatedTime: time,
          createdBy: { accountId: advertiserId, name: owner },
        };
      });
      return [advertiserId, new Map(own.map((it) => [it.conversionDefinitionId, it]))];
    }),
  );
}
