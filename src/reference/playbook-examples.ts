import type { Json, JsonObject } from '../base/json.ts';
import type { DropReason } from '../event/drop.ts';

/** A playbook laid over the kit amazon-dsp-events, and what it makes of events. A test runs them. */
export interface PlaybookExample {
  readonly title: string;
  readonly text: string;
  /** YAML. */
  readonly playbook: string;
  /** The pipeline's. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly rows: readonly PlaybookRow[];
}

/** An event and what becomes of it. */
export interface PlaybookRow {
  /** Laid over an Order Completed of somebody known. */
  readonly event: JsonObject;
  /** What its conversion has; several where the event counts several times; or why it is not sent. */
  readonly gives: JsonObject | readonly JsonObject[] | DropReason;
  /** What the conversion does not have. */
  readonly without?: readonly string[];
}

/** What a path reads from an event. A test runs them. */
export interface PathExample {
  readonly path: string;
  readonly event: JsonObject;
  readonly gives: Json;
}

const products = [
  { sku: 'KX-100', price: 59.95, brand: 'Kessel' },
  { sku: 'BN-001', price: 24.5, brand: 'Nordlicht' },
];

const brands = [{ brand: 'Kessel' }, { brand: 'Nordlicht' }];

export const PATH_EXAMPLES: readonly PathExample[] = [
  { path: 'properties.currency', event: { properties: { currency: 'USD' } }, gives: 'USD' },
  {
    path: 'context.traits.email',
    event: { context: { traits: { email: 'abc@example.com' } } },
    gives: 'abc@example.com',
  },
  { path: 'properties.products.0.sku', event: { properties: { products } }, gives: 'KX-100' },
  { path: 'properties.products[1].sku', event: { properties: { products } }, gives: 'BN-001' },
  { path: 'properties["order id"]', event: { properties: { 'order id': 'A-1001' } }, gives: 'A-1001' },
  { path: 'properties.products.*.price', event: { properties: { products } }, gives: [59.95, 24.5] },
  { path: 'properties.products[*].sku', event: { properties: { products } }, gives: ['KX-100', 'BN-001'] },
  { path: 'properties.totals.*', event: { properties: { totals: { net: 50, tax: 9.5 } } }, gives: [50, 9.5] },
  { path: 'parameters.DEFAULT_COUNTRY', event: {}, gives: 'US' },
  { path: 'pipeline.SHOP', event: {}, gives: 'berlin' },
];

export const INPUT_EXAMPLES: readonly PlaybookExample[] = [
  {
    title: 'Mapping: a path',
    text: 'The value at a path of the event; of several paths, the first with a usable value. An empty text and `null` are none.',
    playbook: `
events:
  Order Completed:
    clientDedupeId: { mapping: properties.order_id }
    customData.brand: { mapping: [properties.label, properties.products.0.brand] }`,
    rows: [
      {
        event: { properties: { order_id: 'A-1001', label: '', products: brands } },
        gives: { clientDedupeId: 'A-1001', customData: [{ name: 'brand', value: 'Kessel', dataType: 'STRING' }] },
      },
    ],
  },
  {
    title: 'Mapping: modifiers, one after the other',
    text: 'The value goes through the [modifiers](modifiers.md) in their order. One that cannot be applied leaves no value: then the next path is tried, then the default.',
    playbook: `
events:
  Order Completed:
    customData.size:
      mapping: properties.variant
      modifiers: [trim_string, { split_string: "-" }, { join_values: "_" }, uppercase_string]`,
    rows: [
      {
        event: { properties: { variant: ' red-xl ' } },
        gives: { customData: [{ name: 'size', value: 'RED_XL', dataType: 'STRING' }] },
      },
    ],
  },
  {
    title: 'Mapping: a wildcard',
    text: 'A `*` gathers the values of all items; modifiers then change each, or take the list whole.',
    playbook: `
events:
  Order Completed:
    customData.brands: { mapping: properties.products.*.brand, modifiers: [{ join_values: "_" }] }`,
    rows: [
      {
        event: { properties: { products: brands } },
        gives: {
          customData: [
            { name: 'brand', value: 'Kessel', dataType: 'STRING' },
            { name: 'brands', value: 'Kessel_Nordlicht', dataType: 'STRING' },
          ],
        },
      },
    ],
  },
  {
    title: 'Default: where there is no value',
    text: 'A mapping or an expression may have a `default`, which is used where it has no value on an event.',
    playbook: `
events:
  Order Completed:
    dataSetName: { mapping: properties.shop, default: Web_Shop }`,
    rows: [
      { event: { properties: { shop: 'Shop_Berlin' } }, gives: { dataSetName: 'Shop_Berlin' } },
      { event: {}, gives: { dataSetName: 'Web_Shop' } },
    ],
  },
  {
    title: 'Expression: CEL',
    text: 'For what paths and modifiers cannot do: [CEL](https://cel.dev) with the [functions](functions.md).',
    playbook: `
events:
  Order Completed:
    value: { expression: properties.total - properties.shipping }
    dataSetName: { expression: 'eventSource == "IOS" ? "Shop_App" : "Shop_Web"' }`,
    rows: [
      {
        event: { properties: { total: 60, shipping: 5, currency: 'USD' } },
        gives: { value: 55, dataSetName: 'Shop_Web' },
      },
      { event: { context: { os: { name: 'iOS' } } }, gives: { dataSetName: 'Shop_App' }, without: ['value'] },
    ],
  },
  {
    title: 'Enrichment: a constant',
    text: '`${NAME}` stands for a parameter of the integration, `${pipeline.NAME}` for a [variable of the pipeline](#variables-of-the-pipeline). A text that is nothing but `${NAME}` takes the parameter’s own type. An enrichment has no modifiers and no default.',
    playbook: `
events:
  Order Completed:
    dataSetName: { enrichment: "Shop_\${DEFAULT_COUNTRY}" }`,
    rows: [{ event: {}, gives: { dataSetName: 'Shop_US' } }],
  },
];

export const PLAYBOOK_EXAMPLES: readonly PlaybookExample[] = [
  {
    title: 'Sections',
    text: 'An event is mapped by Global together with its own section; without one, by Global together with Default; without that, not at all: it is dropped as `unmapped`, and nothing is wrong. An event’s own input goes before the one that Global has for the same output key.',
    playbook: `
global:
  customData.shop: { enrichment: berlin }
events:
  Trial Started:
    conversionType: { enrichment: SUBSCRIBE }
default:
  conversionType: { enrichment: OTHER }`,
    rows: [
      {
        event: { event: 'Trial Started' },
        gives: {
          conversionType: 'SUBSCRIBE',
          customData: [{ name: 'shop', value: 'berlin', dataType: 'STRING' }],
        },
      },
      { event: { event: 'Newsletter Opened' }, gives: { conversionType: 'OTHER' } },
    ],
  },
  {
    title: 'Variables of the pipeline',
    text: 'What differs by pipeline although an integration is shared: `variables` of a pipeline ([settings](settings.md)). `${pipeline.NAME}` stands for one in an enrichment, and `pipeline.NAME` in paths, expressions and filters; they are texts. A pipeline that lacks one of them is not deployed (`variable_missing`), unless a `default`, `has()` or `coalesce()` says what happens then. Other values are mapped from the deployment on that brings them. An integration’s parameters, its connection among them, are its own: they read no variables. `dspatch map --var SHOP=berlin` maps with one; without any, what reads them has no value.',
    variables: { SHOP: 'berlin', DATA_SET: 'Shop_Berlin', LEAST: '10' },
    playbook: `
global:
  deny: properties.total < double(pipeline.LEAST)
  dataSetName: { enrichment: "\${pipeline.DATA_SET}" }
  customData.shop: { enrichment: "shop_\${pipeline.SHOP}" }
  customData.channel: { mapping: pipeline.CHANNEL, default: web }
events:
  Order Completed:
    conversionType: { expression: 'pipeline.SHOP == "berlin" ? "CHECKOUT" : "OTHER"' }`,
    rows: [
      {
        event: { properties: { total: 60 } },
        gives: {
          dataSetName: 'Shop_Berlin',
          conversionType: 'CHECKOUT',
          customData: [
            { name: 'shop', value: 'shop_berlin', dataType: 'STRING' },
            { name: 'channel', value: 'web', dataType: 'STRING' },
          ],
        },
      },
      { event: { properties: { total: 9.5 } }, gives: 'filtered' },
    ],
  },
  {
    title: 'Names of events',
    text: 'A track call is known by its `event`, every other call by its kind: Page, Screen, Identify, Group, Alias. Names are compared exactly, unless `eventNames: loose` leaves case, spaces, `_` and `-` out of it.',
    playbook: `
eventNames: loose
events:
  Screen: { conversionType: { enrichment: PAGE_VIEW } }`,
    rows: [
      {
        event: { event: 'order_completed' },
        gives: { conversionType: 'OFF_AMAZON_PURCHASES', name: 'order_completed' },
      },
      { event: { type: 'screen', name: 'Home' }, gives: { conversionType: 'PAGE_VIEW', name: 'screen' } },
      { event: { type: 'identify' }, gives: 'unmapped' },
    ],
  },
  {
    title: 'Filters',
    text: 'Conditions in CEL that stand in a section beside its output keys: one, or a list. An event is sent only if every `allow` holds and no `deny` does, of Global and of its own section. Else it is dropped as `filtered`. A condition without a value on an event does not hold.',
    playbook: `
global:
  deny: properties.test == true
events:
  Order Completed:
    allow: ['properties.total > 10', 'country == "US"']`,
    rows: [
      {
        event: { properties: { total: 60 }, context: { location: { country: 'US' } } },
        gives: { name: 'order_completed' },
      },
      { event: { properties: { total: 60, test: true }, context: { location: { country: 'US' } } }, gives: 'filtered' },
      { event: { properties: { total: 5 }, context: { location: { country: 'US' } } }, gives: 'filtered' },
      { event: { context: { location: { country: 'US' } } }, gives: 'filtered' },
    ],
  },
  {
    title: 'Tables',
    text: 'Named tables, for `lookup("table", key, default)` in expressions.',
    playbook: `
tables:
  stores: { berlin: Shop_Berlin, london: Shop_London }
global:
  dataSetName: { expression: 'lookup("stores", properties.store, "Shop_Other")' }`,
    rows: [
      { event: { properties: { store: 'berlin' } }, gives: { dataSetName: 'Shop_Berlin' } },
      { event: { properties: { store: 'rome' } }, gives: { dataSetName: 'Shop_Other' } },
    ],
  },
  {
    title: 'Over the kit’s playbook',
    text: 'An integration’s playbook is laid over its kit’s: events, and in a section output key by output key; `allow` and `deny` as a whole. `null` takes away what lies below: an event of the kit, an output key of its section or one that Global has, a filter, the default section.',
    playbook: `
global:
  customData.category: null
events:
  Cart Viewed: null
  Order Completed:
    unitsSold: null
    dataSetName: { enrichment: Shop_Orders }`,
    rows: [
      { event: { event: 'Cart Viewed' }, gives: 'unmapped' },
      {
        event: { properties: { currency: 'USD', category: 'Kitchen', products } },
        gives: { dataSetName: 'Shop_Orders', value: 84.45, currencyCode: 'USD' },
        without: ['unitsSold'],
      },
    ],
  },
  {
    title: 'Families of output keys',
    text: 'An output key that the kit writes as `name.*` is a family: each member has an input of its own.',
    playbook: `
global:
  matchKeys.EMAIL: { mapping: properties.billing_contact }
  customData.tier: { mapping: traits.tier }`,
    rows: [
      {
        event: { properties: { billing_contact: 'abc@example.com' }, traits: { tier: 'gold' } },
        gives: {
          matchKeys: [{ type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] }],
          customData: [{ name: 'tier', value: 'gold', dataType: 'STRING' }],
        },
      },
    ],
  },
  {
    title: 'One event, several conversions',
    text: 'A list makes a conversion of each: of types here, of `conversionDefinitionId` in the kit amazon-dsp-capi. The first keeps the event’s dedupe id, and the others add what they count as (`FAN_OUT_IDS`). Only purchases carry money.',
    playbook: `
events:
  Signed Up:
    conversionType: { enrichment: [SIGN_UP, LEAD] }`,
    rows: [
      {
        event: { event: 'Signed Up', messageId: 'm-1' },
        gives: [
          { conversionType: 'SIGN_UP', clientDedupeId: 'm-1' },
          { conversionType: 'LEAD', clientDedupeId: 'm-1:LEAD' },
        ],
      },
    ],
  },
];
