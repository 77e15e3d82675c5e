import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { SaidCurrency } from '../identity/said-currency.ts';
import { round, toNumber } from './number.ts';

/** The most products of one order that are counted: a bound on the cost of one event. */
const MAX_PRODUCTS = 1_000;

/** An order's own figures; the first that is a number holds. */
const FIGURES = ['revenue', 'total', 'value'] as const;
type Figure = (typeof FIGURES)[number];

/**
 * The value of an order: the sum of price x quantity over `products` (quantity 1 when absent). Where there are no
 * products, or one of them has no usable price, the order's own figure is right and a partial sum would not be: then
 * `revenue`, then `total`, then `value`; and only without any of these the sum of what is priced. The same holds where the products
 * are in several currencies, or in another than the order's, for their sum is an amount of nothing. Two decimals.
 */
export function orderValue(properties: JsonObject): number | undefined {
  const figure = figureOf(properties);
  const value =
    sumThatHolds(properties, figure) ?? (figure === undefined ? undefined : toNumber(own(properties, figure)));
  return value === undefined ? undefined : round(value, 2);
}

/**
 * The currency that the order's value is in: what the order says (`currency`, `currencyCode`, `currency_code` ...), its figures carry, as in
 * `59,90 €`, and its products say. Its code, where all agree; else a text that is no code: two that differ (`EUR and USD`), or what
 * cannot be read (`$` might be any of twenty). Undefined only when nothing says it, which is another thing.
 */
export function orderCurrency(properties: JsonObject): string | undefined {
  const figure = figureOf(properties);
  const order = saidByOrder(properties, figure);
  const products = saidByProducts(properties);
  if (products === undefined) return order.text;
  // The order's own figure is in the order's own currency, where it says one.
  const holds = figure !== undefined && sumThatHolds(properties, figure) === undefined ? order.text : undefined;
  if (holds !== undefined) return holds;
  order.addAll(products);
  return order.text;
}

function figureOf(properties: JsonObject): Figure | undefined {
  return FIGURES.find((name) => toNumber(own(properties, name)) !== undefined);
}

/** The sum of the products, where it is of all of them, or there is no figure beside it, and all is in one currency. */
function sumThatHolds(properties: JsonObject, figure: Figure | undefined): number | undefined {
  const { sum, complete } = sumOfProducts(properties);
  if (sum === undefined || (!complete && figure !== undefined)) return undefined;
  const said = saidByProducts(properties);
  if (said === undefined) return sum;
  said.addAll(saidByOrder(properties, figure));
  return said.conflict === undefined ? sum : undefined;
}

function sumOfProducts(properties: JsonObject): { sum: number | undefined; complete: boolean } {
  const products = own(properties, 'products');
  if (!Array.isArray(products) || products.length === 0) return { sum: undefined, complete: false };
  let sum: number | undefined;
  let complete = products.length <= MAX_PRODUCTS;
  for (const product of products.slice(0, MAX_PRODUCTS)) {
    const price = isObject(product) ? toNumber(own(product, 'price')) : undefined;
    if (price === undefined) complete = false;
    else sum = (sum ?? 0) + price * (quantityOf(product) ?? 1);
  }
  return { sum, complete };
}

/** What an order says of its currency, under its usual names and around its figures. */
function saidByOrder(properties: JsonObject, figure: Figure | undefined): SaidCurrency {
  const { currency, currencyCode, currency_code, order_currency, orderCurrency, order_currency_code } = properties;
  const said = new SaidCurrency();
  said.add(currency);
  said.add(currencyCode);
  said.add(currency_code);
  said.add(order_currency);
  said.add(orderCurrency);
  said.add(order_currency_code);
  for (const name of FIGURES) said.addFigure(properties[name], name === figure);
  return said;
}

/** What the products say of theirs; undefined where, as mostly, they say nothing. */
function saidByProducts(properties: JsonObject): SaidCurrency | undefined {
  const products = own(properties, 'products');
  if (!Array.isArray(products)) return undefined;
  let said: SaidCurrency | undefined;
  for (let i = 0; i < products.length && i < MAX_PRODUCTS; i++) {
    const product = products[i];
    if (!isObject(product)) continue;
    const { currency, currencyCode, currency_code, price } = product;
    if ((currency ?? currencyCode ?? currency_code) === undefined && typeof price !== 'string') continue;
    said ??= new SaidCurrency();
    said.add(currency);
    said.add(currencyCode);
    said.add(currency_code);
    said.addFigure(price, true);
  }
  return said;
}

function quantityOf(product: Json): number | undefined {
  return isObject(product) ? toNumber(own(product, 'quantity')) : undefined;
}

/**
 * The number of items in an order: the sum of `quantity` over `products` (1 when absent); with no products, the order's
 * own `quantity`. At least 1 and whole (2.4 kg of beans count as 2); undefined when nothing says it.
 */
export function orderUnits(properties: JsonObject): number | undefined {
  const products = own(properties, 'products');
  if (!Array.isArray(products) || products.length === 0) {
    const quantity = toNumber(own(properties, 'quantity'));
    return quantity === undefined || quantity <= 0 ? undefined : Math.max(1, round(quantity));
  }
  let units = 0;
  for (const product of products.slice(0, MAX_PRODUCTS)) units += Math.max(0, quantityOf(product) ?? 1);
  return units === 0 ? undefined : Math.max(1, round(units));
}
