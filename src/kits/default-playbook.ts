import type { ConversionType } from '../amazon/conversion.ts';
import type { SectionConfig } from '../playbook/schema.ts';

/** What both kits send with every event: the platform's document, section Global. */
export const GLOBAL: SectionConfig = {
  name: { expression: 'snakeCase(eventName)' },
  matchKeys: { expression: 'identity()' },
  clientDedupeId: { mapping: 'messageId' },
  timestamp: { mapping: 'timestamp' },
  countryCode: { enrichment: '${DEFAULT_COUNTRY}' },
};

/** The nine events of the document, each with the conversion type that suits it (fact sheet section 3.3). */
export const DOCUMENT_EVENTS: Readonly<Record<string, ConversionType>> = {
  Page: 'PAGE_VIEW',
  'Products Searched': 'SEARCH',
  'Product List Viewed': 'PAGE_VIEW',
  'Product Clicked': 'OTHER',
  'Product Viewed': 'PAGE_VIEW',
  'Product Added': 'ADD_TO_SHOPPING_CART',
  'Product Removed': 'OTHER',
  'Cart Viewed': 'OTHER',
  'Order Completed': 'OFF_AMAZON_PURCHASES',
};

/** What else shops and apps commonly send, for the API that has no definitions to be set up first. */
export const USUAL_EVENTS: Readonly<Record<string, ConversionType>> = {
  'Checkout Started': 'CHECKOUT',
  'Signed Up': 'SIGN_UP',
  'Lead Generated': 'LEAD',
  'Subscription Created': 'SUBSCRIBE',
  'Application Submitted': 'APPLICATION',
  'Application Opened': 'MOBILE_APP_FIRST_START',
  'Callback Started': 'CONTACT',
};

/** What a purchase is worth: the document's rows of Order Completed. */
export const ORDER_MONEY: SectionConfig = {
  value: { expression: 'orderValue(properties)' },
  currencyCode: { expression: 'orderCurrency(properties)' },
  unitsSold: { expression: 'orderUnits(properties)' },
};

/** The sections of events: their type, what `more` adds to each, and money for purchases. */
export function eventSections(
  events: Readonly<Record<string, ConversionType>>,
  more: SectionConfig = {},
): Readonly<Record<string, SectionConfig>> {
  return Object.fromEntries(
    Object.entries(events).map(([name, type]) => [
      name,
      {
        ...more,
        conversionType: { enrichment: type },
        ...(type === 'OFF_AMAZON_PURCHASES' ? ORDER_MONEY : {}),
      },
    ]),
  );
}
