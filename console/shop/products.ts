import beans from './pictures/beans.svg';
import grinder from './pictures/grinder.svg';
import kettle from './pictures/kettle.svg';
import mugs from './pictures/mugs.svg';

/** What the shop sells, in the words of Segment's e-commerce events; `picture` and `text` are for the page alone. */
export interface Product {
  readonly product_id: string;
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly category: string;
  /** US dollars. */
  readonly price: number;
  readonly picture: string;
  readonly text: string;
}

export const CURRENCY = 'USD';

export const PRODUCTS: readonly Product[] = [
  {
    ...{ product_id: 'kx-100', sku: 'KX-100-BLK', name: 'Hand coffee grinder', brand: 'Kessel', category: 'Kitchen' },
    ...{
      price: 59.95,
      picture: grinder,
      text: 'Steel burrs, forty settings, and quiet enough for six in the morning.',
    },
  },
  {
    ...{ product_id: 'kx-210', sku: 'KX-210-STL', name: 'Gooseneck kettle', brand: 'Kessel', category: 'Kitchen' },
    ...{ price: 89, picture: kettle, text: 'Pours where you point it. Holds a litre, and its temperature.' },
  },
  {
    ...{
      product_id: 'bn-001',
      sku: 'BN-001-1KG',
      name: 'Espresso beans, 1 kg',
      brand: 'Nordlicht',
      category: 'Coffee',
    },
    ...{ price: 24.5, picture: beans, text: 'Cocoa, hazelnut, and no bitterness that you would notice.' },
  },
  {
    ...{ product_id: 'mg-030', sku: 'MG-030-SET', name: 'Stoneware mugs, set of 4', brand: 'Ofen' },
    ...{ category: 'Tableware', price: 44, picture: mugs, text: 'Thrown by hand, and each a little different.' },
  },
];

/** The product of an id; undefined where the shop has none. */
export function productOf(id: string | undefined): Product | undefined {
  return PRODUCTS.find(({ product_id }) => product_id === id);
}

/** A product as events carry it. */
export function asSent({ picture: _picture, text: _text, ...sent }: Product): Record<string, string | number> {
  return sent;
}

const MONEY = new Intl.NumberFormat('en-US', { style: 'currency', currency: CURRENCY });

/** An amount of dollars as the page writes it. */
export function money(amount: number): string {
  return MONEY.format(amount);
}
