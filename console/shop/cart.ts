import { asSent, type Product, productOf } from './products.ts';

/** So many of a product. */
export interface Line {
  readonly product: Product;
  readonly quantity: number;
}

const KEPT = 'dspatch-shop-cart';

/** What somebody is about to buy. It lasts as long as the browser's tab. */
export class Cart {
  readonly id: string;
  #lines: readonly Line[];

  constructor() {
    const kept = read();
    this.id = kept.id;
    this.#lines = kept.lines;
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  get units(): number {
    return this.#lines.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** US dollars, in whole cents. */
  get total(): number {
    return (
      Math.round(this.#lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0) * 100) / 100
    );
  }

  /** The lines as events carry them. */
  get sent(): readonly Record<string, string | number>[] {
    return this.#lines.map(({ product, quantity }) => ({ ...asSent(product), quantity }));
  }

  add(product: Product): void {
    const had = this.#lines.find((line) => line.product === product);
    const quantity = (had?.quantity ?? 0) + 1;
    this.#keep(
      had === undefined
        ? [...this.#lines, { product, quantity }]
        : this.#lines.map((line) => (line === had ? { product, quantity } : line)),
    );
  }

  remove(product: Product): void {
    this.#keep(this.#lines.filter((line) => line.product !== product));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(lines: readonly Line[]): void {
    this.#lines = lines;
    const kept = lines.map(({ product, quantity }) => [product.product_id, quantity]);
    sessionStorage.setItem(KEPT, JSON.stringify({ id: this.id, lines: kept }));
  }
}

function read(): { readonly id: string; readonly lines: readonly Line[] } {
  try {
    const { id, lines } = JSON.parse(sessionStorage.getItem(KEPT) ?? '') as { id: string; lines: [string, number][] };
    return {
      id,
      lines: lines.flatMap(([product_id, quantity]) => {
        const product = productOf(product_id);
        return product === undefined ? [] : [{ product, quantity }];
      }),
    };
  } catch {
    // Nothing was kept yet, or by an older page.
    return { id: `cart-${Date.now().toString(36)}`, lines: [] };
  }
}
