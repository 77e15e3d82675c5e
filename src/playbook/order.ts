import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { currencyCode } from '../identity/currency.ts';
import { round, toNumber } from './number.ts';

/** The most products of one order that are counted: a bound on the cost of one event. */
const MAX_PRODUCTS = 1_000;

/**
 * The value of an order: the sum of price x quantity over `products` (quantity 1 when absent). Where there are no
 * products, or one of them has no usable price, the order's own figure is right and a partial sum would not be: then
 * `revenue`, then `total`, then `value`; and only without any of these the sum of what is priced. Two decimals.
 */
export function orderValue(properties: JsonObject): number | undefined {
  const { sum, complete } = sumOfProducts(properties);
  const value = complete ? sum : (ownFigure(properties) ?? sum);
  return value === undefined ? undefined : round(value, 2);
}

function ownFigure(properties: JsonObject): number | undefined {
  return (
    toNumber(own(properties, 'revenue')) ?? toNumber(own(properties, 'total')) ?? toNumber(own(properties, 'value'))
  );
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

function quantityOf(product: Json): number | undefined {
  return isObject(product) ? toNumber(own(product, 'quantity')) : undefined;
}

/**
 * The currency of an order: `currency`, else the one that its figures carry, as in `59,90 €`. Undefined when nothing says it, or
 * with a sign that stands for several currencies.
 */
export function orderCurrency(properties: JsonObject): string | undefined {
  const given = own(properties, 'currency');
  if (typeof given === 'string' && given.trim() !== '') return given;
  const products = own(properties, 'products');
  const [first] = Array.isArray(products) ? products : [];
  const figures = ['revenue', 'total', 'value'].map((key) => own(properties, key));
  for (const figure of [...figures, isObject(first) ? own(first, 'price') : undefined]) {
    const currency = typeof figure === 'string' ? currencyIn(figure) : undefined;
    if (currency !== undefined) return currency;
  }
  return undefined;
}

const AROUND_FIGURES = /^([^\d\s+-]{1,4})?[\s+-]*[\d.,\s]+([^\d\s]{1,4})?$/;

function currencyIn(figure: string): string | undefined {
  const [, before, after] = AROUND_FIGURES.exec(figure.trim().slice(0, 40)) ?? [];
  const text = before ?? after;
  return text === undefined ? undefined : currencyCode(text);
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
