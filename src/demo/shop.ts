import type { JsonObject } from '../base/json.ts';
import { pick, seededRandom } from './random.ts';

const CATALOG = [
  {
    product_id: 'kx-100',
    sku: 'KX-100-BLK',
    name: 'Hand coffee grinder',
    brand: 'Kessel',
    category: 'Kitchen',
    price: 59.95,
  },
  {
    product_id: 'kx-210',
    sku: 'KX-210-STL',
    name: 'Gooseneck kettle',
    brand: 'Kessel',
    category: 'Kitchen',
    price: 89,
  },
  {
    product_id: 'bn-001',
    sku: 'BN-001-1KG',
    name: 'Espresso beans, 1 kg',
    brand: 'Nordlicht',
    category: 'Coffee',
    price: 24.5,
  },
  {
    product_id: 'bn-014',
    sku: 'BN-014-250',
    name: 'Filter roast, 250 g',
    brand: 'Nordlicht',
    category: 'Coffee',
    price: 9.9,
  },
  {
    product_id: 'mg-030',
    sku: 'MG-030-SET',
    name: 'Stoneware mugs, set of 4',
    brand: 'Ofen',
    category: 'Tableware',
    price: 44,
  },
  { product_id: 'sc-007', sku: 'SC-007-01', name: 'Brewing scale', brand: 'Grammo', category: 'Kitchen', price: 34.99 },
] as const;

const PEOPLE = {
  first: ['Ada', 'Jürgen', 'María', 'Noah', 'Chloé', 'Søren', 'Priya', 'Liam', 'Zoë', 'Mateo', 'Ingrid', 'Yuki'],
  last: ['Faulkner', 'Müller', 'García', 'O’Brien', 'Lefèvre', 'Østergaard', 'Sharma', 'Walker', 'van Dijk', 'Rossi'],
  mail: ['example.com', 'example.org', 'example.net'],
} as const;

const PLACES = [
  {
    city: 'Seattle',
    state: 'Washington',
    postalCode: '98101',
    country: 'US',
    area: '206',
    currency: 'USD',
    locale: 'en-US',
  },
  {
    city: 'New York',
    state: 'NY',
    postalCode: '10001-4356',
    country: 'US',
    area: '212',
    currency: 'usd',
    locale: 'en_US',
  },
  { city: 'Dallas', state: 'Texas', postalCode: '75236', country: 'US', area: '214', currency: 'USD', locale: 'es-US' },
  {
    city: 'Toronto',
    state: 'Ontario',
    postalCode: 'M5V 2T6',
    country: 'CA',
    area: '416',
    currency: 'CAD',
    locale: 'en-CA',
  },
] as const;

const BROWSERS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
] as const;

/** The steps of a visit, with how likely the visitor goes on to the next. */
const STEPS = [
  ['Page', 0.9],
  ['Product List Viewed', 0.85],
  ['Product Clicked', 0.95],
  ['Product Viewed', 0.7],
  ['Product Added', 0.8],
  ['Cart Viewed', 0.75],
  ['Order Completed', 0],
] as const;

interface Line {
  readonly product: (typeof CATALOG)[number];
  quantity: number;
}

interface Visit {
  readonly shopper: JsonObject;
  readonly userId: string | undefined;
  readonly anonymousId: string;
  readonly place: (typeof PLACES)[number];
  readonly browser: string;
  readonly cart: Line[];
  step: number;
}

/** How a shop's events are made. */
export interface ShopOptions {
  readonly seed: number;
  /** How many people shop there: they come again, so their identity repeats. */
  readonly shoppers: number;
  /** The share of visits by people who are not logged in, from 0 to 1: their events carry nothing to match. */
  readonly anonymous: number;
}

/**
 * A make-believe shop whose visitors click from the start page to the order, with events in Segment spec as a real shop's
 * analytics would send them. The same seed gives the same events. Nobody in it is real.
 */
export class Shop {
  readonly #random: () => number;
  readonly #options: ShopOptions;
  readonly #visits: Visit[] = [];
  #made = 0;

  constructor(options: ShopOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  /** The next event of some visitor. `at` is when it happens, epoch milliseconds. */
  next(at: number): JsonObject {
    if (this.#visits.length < 8 || this.#random() < 0.1) this.#visits.push(this.#visit());
    const index = Math.floor(this.#random() * this.#visits.length);
    const visit = this.#visits[index] as Visit;
    const [name, goOn] = STEPS[visit.step] ?? STEPS[0];
    const event = this.#event(visit, name, at);
    if (this.#random() < goOn) visit.step += 1;
    else this.#visits.splice(index, 1);
    return event;
  }

  #visit(): Visit {
    const random = this.#random;
    const number = Math.floor(random() * this.#options.shoppers);
    const person = seededRandom(number * 7919 + 17);
    const [first, last, place] = [pick(person, PEOPLE.first), pick(person, PEOPLE.last), pick(person, PLACES)];
    const known = random() >= this.#options.anonymous;
    const plain = (text: string): string =>
      text
        .normalize('NFD')
        .replace(/[^a-zA-Z]/g, '')
        .toLowerCase();
    return {
      shopper: known
        ? {
            email: `${plain(first)}.${plain(last)}${number}@${pick(person, PEOPLE.mail)}`,
            phone: `+1 (${place.area}) 555-01${String(number % 100).padStart(2, '0')}`,
            firstName: first,
            lastName: last,
            address: {
              ...{ street: `${1 + (number % 900)} Bluestem Terrace`, city: place.city, state: place.state },
              ...{ postalCode: place.postalCode, country: place.country },
            },
          }
        : {},
      userId: known ? `user_${number}` : undefined,
      anonymousId: this.#uuid(),
      place,
      browser: pick(random, BROWSERS),
      cart: [],
      step: 0,
    };
  }

  #event(visit: Visit, name: string, at: number): JsonObject {
    this.#made += 1;
    const iso = new Date(at).toISOString();
    return {
      ...(name === 'Page' ? { type: 'page', name: 'Home' } : { type: 'track', event: name }),
      messageId: `ajs-next-${at}-${this.#uuid()}`,
      timestamp: iso,
      sentAt: iso,
      anonymousId: visit.anonymousId,
      ...(visit.userId === undefined ? {} : { userId: visit.userId }),
      properties: this.#properties(visit, name),
      context: {
        library: { name: 'analytics.js', version: 'next-1.81.0' },
        page: {
          path: name === 'Order Completed' ? '/checkout/thank-you' : '/coffee',
          referrer: 'https://shop.example/',
          search: '?utm_source=newsletter&utm_campaign=autumn',
          title: 'Kessel & Bohne: coffee, kettles, grinders',
          url: 'https://shop.example/coffee?utm_source=newsletter&utm_campaign=autumn',
        },
        campaign: { source: 'newsletter', medium: 'email', name: 'autumn' },
        userAgent: visit.browser,
        locale: visit.place.locale,
        timezone: 'America/Los_Angeles',
        ip: '203.0.113.7',
        traits: visit.shopper,
      },
      integrations: {},
    };
  }

  #properties(visit: Visit, name: string): JsonObject {
    const random = this.#random;
    switch (name) {
      case 'Page':
        return { path: '/', title: 'Home', url: 'https://shop.example/' };
      case 'Product List Viewed':
        return {
          list_id: 'coffee',
          category: 'Coffee',
          products: CATALOG.slice(0, 4).map((product) => ({ ...product })),
        };
      case 'Product Added': {
        const line = { product: pick(random, CATALOG), quantity: 1 + Math.floor(random() * 3) };
        visit.cart.push(line);
        return { cart_id: visit.anonymousId, ...line.product, quantity: line.quantity };
      }
      case 'Cart Viewed':
        return { cart_id: visit.anonymousId, products: cartOf(visit) };
      case 'Order Completed': {
        if (visit.cart.length === 0) visit.cart.push({ product: pick(random, CATALOG), quantity: 1 });
        const revenue =
          Math.round(visit.cart.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0) * 100) / 100;
        return {
          order_id: `KB-${100_000 + this.#made}`,
          ...{
            revenue,
            tax: Math.round(revenue * 8) / 100,
            shipping: 4.9,
            total: Math.round((revenue * 1.08 + 4.9) * 100) / 100,
          },
          currency: visit.place.currency,
          coupon: random() < 0.2 ? 'AUTUMN10' : null,
          products: cartOf(visit),
        };
      }
      default:
        return { ...pick(random, CATALOG), position: 1 + Math.floor(random() * 9) };
    }
  }

  #uuid(): string {
    const hex = (length: number): string =>
      Math.floor(this.#random() * 16 ** length)
        .toString(16)
        .padStart(length, '0');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(8)}${hex(4)}`;
  }
}

function cartOf(visit: Visit): JsonObject[] {
  return visit.cart.map(({ product, quantity }) => ({ ...product, quantity }));
}
