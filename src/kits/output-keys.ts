import type { ApiFacts } from '../amazon/api.ts';
import { CONVERSION_TYPES, DATA_SET_NAME, EVENT_SOURCES, MAX_VALUE } from '../amazon/conversion.ts';
import { DEFINITION, type KitOutputKey, MOST_TARGETS } from './kit.ts';
import {
  ATTRIBUTE_NAME,
  attribute,
  country,
  currency,
  identifiers,
  noConstant,
  number,
  oneOrMore,
  text,
  time,
  word,
} from './takes.ts';

/** The output keys of both kits, under the names of the platform's document: what either API does with them is its codec's. */
export function sharedOutputKeys(api: ApiFacts): readonly KitOutputKey[] {
  return [
    {
      name: 'name',
      type: 'text',
      required: true,
      takes: text({ longest: 256 }),
      description: 'Normalised name of the event, 1 to 256 characters.',
      example: { input: { expression: 'snakeCase(eventName)' }, event: {}, gives: 'order_completed' },
    },
    {
      name: 'matchKeys',
      type: 'list',
      required: true,
      takes: identifiers,
      description: 'Hashed identifiers used for matching; at least one. Items are { type, value }, raw or hashed.',
      example: {
        input: { expression: 'identity() + [{"type": "RAMP_ID", "value": properties.envelope}]' },
        event: { properties: { envelope: 'XY1000bIVBVah9ium' } },
        gives: [
          { type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] },
          { type: 'RAMP_ID', values: ['XY1000bIVBVah9ium'] },
        ],
      },
    },
    {
      name: 'matchKeys.*',
      type: 'text',
      members: [...api.matchKeyTypes],
      takes: text({ hashed: true }),
      description: 'One identifier, raw or hashed; it goes before those that matchKeys finds.',
      example: {
        key: 'matchKeys.EMAIL',
        input: { mapping: 'properties.billing_contact' },
        event: { properties: { billing_contact: 'abc@example.com' } },
        gives: [{ type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] }],
      },
    },
    {
      name: 'clientDedupeId',
      type: 'text',
      takes: noConstant('Amazon would count one of all of them'),
      description: 'Unique id under which Amazon counts the event once. Must not be a user’s identifier.',
      example: {
        input: { mapping: ['properties.order_id', 'messageId'] },
        event: { properties: { order_id: 'A-1001' } },
        gives: 'A-1001',
      },
    },
    {
      name: 'timestamp',
      type: 'epoch seconds',
      required: true,
      takes: time,
      description: 'When the event happened.',
      example: {
        input: { mapping: ['properties.ordered_at', 'timestamp'] },
        event: { properties: { ordered_at: '2026-11-20T12:15:30+02:00' } },
        gives: 1795169730,
      },
    },
    {
      name: 'countryCode',
      type: 'text',
      required: true,
      takes: country,
      description:
        'Country of the user. An enrichment here stands in for events that do not say their own; a mapping or expression goes before what they say.',
      example: {
        input: { mapping: 'properties.store_country' },
        event: { properties: { store_country: 'United States' } },
        gives: 'US',
      },
    },
    {
      name: 'value',
      type: 'number',
      takes: number({ min: -MAX_VALUE, max: MAX_VALUE }),
      description: 'Total order value, two decimals. Purchases only.',
      example: {
        input: { expression: 'orderValue(properties)' },
        event: { properties: { currency: 'USD', products: [{ price: 19.99, quantity: 2 }, { price: '5' }] } },
        gives: 44.98,
      },
    },
    {
      name: 'currencyCode',
      type: 'text',
      takes: currency(api.currencies),
      description: 'ISO currency code of the value. Purchases only.',
      example: {
        input: { mapping: 'properties.currency', default: 'USD' },
        event: { properties: { currency: 'gbp', total: 10 } },
        gives: 'GBP',
      },
    },
    {
      name: 'unitsSold',
      type: 'whole number',
      takes: number({ min: 1, max: api.maxUnits, whole: true }),
      description: 'Total quantity of items sold, at least 1. Purchases only.',
      example: {
        input: { expression: 'orderUnits(properties)' },
        event: { properties: { products: [{ quantity: 2 }, {}] } },
        gives: 3,
      },
    },
    {
      name: 'dataProcessingOptions',
      type: 'text',
      takes: word(['LIMITED_DATA_USE'], { exact: true }),
      description: 'LIMITED_DATA_USE: Amazon does not process the conversion for advertising.',
      example: {
        input: { expression: 'properties.state == "CA" ? "LIMITED_DATA_USE" : ""' },
        event: { properties: { state: 'CA' } },
        gives: 'LIMITED_DATA_USE',
      },
    },
  ];
}

const DEFINITIONS = text({
  form: DEFINITION,
  says: 'the number of a conversion definition',
});

/** What links an event to a conversion definition in dsp_v1. */
export const DEFINITION_KEYS: readonly KitOutputKey[] = [
  {
    name: 'conversionDefinitionId',
    type: 'text or list',
    required: true,
    takes: oneOrMore(DEFINITIONS, MOST_TARGETS),
    description:
      'Conversion definition id assigned by Amazon Ads. A list of ids, at most 10, makes a conversion for each of them.',
    example: { input: { enrichment: '590123456789' }, event: {}, gives: '590123456789' },
  },
  {
    name: 'conversionType',
    type: 'text',
    takes: oneOrMore(word(CONVERSION_TYPES)),
    description: `The definition’s type, which is not sent (for several definitions a list, in their order): where it is known and not OFF_AMAZON_PURCHASES, value, currency and units stay behind. One of ${CONVERSION_TYPES.join(', ')}.`,
    example: { input: { enrichment: 'OFF_AMAZON_PURCHASES' }, event: {}, gives: 'OFF_AMAZON_PURCHASES' },
  },
];

/** What describes an event in ads_v1, and what that API alone carries. */
export const DESCRIPTION_KEYS: readonly KitOutputKey[] = [
  {
    name: 'conversionType',
    type: 'text or list',
    required: true,
    takes: oneOrMore(word(CONVERSION_TYPES), MOST_TARGETS),
    description: `What kind of conversion it is. A list, of at most 10, makes a conversion of each kind. One of ${CONVERSION_TYPES.join(', ')}.`,
    example: { input: { enrichment: 'SUBSCRIBE' }, event: {}, gives: 'SUBSCRIBE' },
  },
  {
    name: 'eventSource',
    type: 'text',
    required: true,
    takes: word(EVENT_SOURCES),
    description: `Where it happened. One of ${EVENT_SOURCES.join(', ')}.`,
    example: {
      input: { expression: 'eventSource' },
      event: { context: { os: { name: 'iOS' } } },
      gives: 'IOS',
    },
  },
  {
    name: 'dataSetName',
    type: 'text',
    takes: text({ form: DATA_SET_NAME, says: '5 to 100 letters, digits, _ or -, beginning with a letter' }),
    description: 'The data set it is filed under: 5 to 100 letters, digits, _ or -, beginning with a letter.',
    example: { input: { enrichment: 'Web_Shop' }, event: {}, gives: 'Web_Shop' },
  },
  {
    name: 'customData.*',
    type: 'text, whole number or truth value',
    memberForm: ATTRIBUTE_NAME,
    takes: attribute,
    description:
      'An attribute for reports: at most 13, whose names and values are letters, digits and underscores. In texts, other characters become underscores.',
    example: {
      key: 'customData.brand',
      input: { mapping: 'properties.products.0.brand' },
      event: { properties: { products: [{ brand: 'Café Kessel' }] } },
      gives: [{ name: 'brand', value: 'Cafe_Kessel', dataType: 'STRING' }],
    },
  },
  {
    name: 'userAgent',
    type: 'text',
    takes: text({ longest: 512 }),
    description: 'The browser’s own name, as it is; the first 512 characters.',
    example: {
      input: { mapping: 'context.userAgent' },
      event: { context: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' } },
      gives: 'Mozilla/5.0 (X11; Linux x86_64)',
    },
  },
  {
    name: 'arefMeasurementTokens',
    type: 'text',
    takes: text(),
    description:
      'The measurement tokens of the ad click, from the landing page’s "aref": token.epochMilliseconds, several with |. A token without its time gets the event’s.',
    example: {
      input: { mapping: 'context.amazon.aref' },
      event: { context: { amazon: { aref: 'b1946ac9.1795169000000' } } },
      gives: 'b1946ac9.1795169000000',
    },
  },
  {
    name: 'amazonAdEventKey',
    type: 'text',
    takes: text(),
    description: 'Amazon’s traffic id, for events that were attributed already.',
    example: {
      input: { mapping: 'context.amazon.adEventKey' },
      event: { context: { amazon: { adEventKey: 'k-77' } } },
      gives: 'k-77',
    },
  },
];
