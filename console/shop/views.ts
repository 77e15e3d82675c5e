import type { Cart } from './cart.ts';
import { element, field } from './element.ts';
import { asSent, CURRENCY, money, PRODUCTS, type Product, productOf } from './products.ts';
import type { Tracking } from './tracking.ts';

/** What the pages of the shop work with. */
export interface Shop {
  readonly cart: Cart;
  readonly tracking: Tracking;
  /** Goes to a page of the shop: `cart`, `product/kx-100`. */
  readonly go: (path: string) => void;
  /** Shows the page anew. */
  readonly show: () => void;
}

/** The page of an address, and what a visit to it tells. */
export function viewOf(path: string, shop: Shop): HTMLElement {
  const [name, id] = path.split('/');
  const product = productOf(id);
  if (name === 'product' && product !== undefined) return productView(product, shop);
  if (name === 'cart') return cartView(shop);
  if (name === 'checkout' && shop.cart.units > 0) return checkoutView(shop);
  if (name === 'done' && id !== undefined) return doneView(id);
  return listView(shop);
}

function listView({ tracking }: Shop): HTMLElement {
  tracking.page('Home');
  tracking.track('Product List Viewed', { list_id: 'home', category: 'Coffee', products: PRODUCTS.map(asSent) });
  return element(
    'section',
    {},
    element('h1', { tabindex: '-1' }, 'For a better cup'),
    element('ul', { class: 'products' }, ...PRODUCTS.map(card)),
  );
}

function card(product: Product): HTMLElement {
  const { product_id, name, price, picture } = product;
  const link = element('a', { href: `#/product/${product_id}` }, name);
  return element(
    'li',
    { class: 'card' },
    element('img', { src: picture, alt: '', width: '96', height: '96' }),
    link,
    element('span', { class: 'price' }, money(price)),
  );
}

function productView(product: Product, { cart, tracking, go }: Shop): HTMLElement {
  tracking.track('Product Viewed', { ...asSent(product), currency: CURRENCY });
  const add = (): void => {
    cart.add(product);
    tracking.track('Product Added', { cart_id: cart.id, ...asSent(product), quantity: 1, currency: CURRENCY });
    go('cart');
  };
  const { name, brand, price, picture, text } = product;
  return element(
    'section',
    { class: 'product' },
    element('img', { src: picture, alt: '', width: '220', height: '220' }),
    element(
      'div',
      {},
      element('h1', { tabindex: '-1' }, name),
      element('p', { class: 'quiet' }, brand),
      element('p', {}, text),
      element('p', { class: 'price' }, money(price)),
      element('button', { type: 'button', click: add }, 'Add to cart'),
    ),
  );
}

function cartView({ cart, tracking, show }: Shop): HTMLElement {
  tracking.track('Cart Viewed', { cart_id: cart.id, currency: CURRENCY, products: cart.sent });
  if (cart.units === 0) {
    return element(
      'section',
      {},
      element('h1', { tabindex: '-1' }, 'Your cart is empty'),
      element('a', { href: '#/' }, 'Look around'),
    );
  }
  const remove = (product: Product) => (): void => {
    cart.remove(product);
    tracking.track('Product Removed', { cart_id: cart.id, ...asSent(product), currency: CURRENCY });
    show();
  };
  const lines = cart.lines.map(({ product, quantity }) =>
    element(
      'li',
      {},
      element('span', {}, `${quantity} × ${product.name}`),
      element('span', { class: 'price' }, money(product.price * quantity)),
      element(
        'button',
        { type: 'button', class: 'plain', click: remove(product), 'aria-label': `Remove ${product.name}` },
        'Remove',
      ),
    ),
  );
  return element(
    'section',
    {},
    element('h1', { tabindex: '-1' }, 'Your cart'),
    element('ul', { class: 'lines' }, ...lines),
    element('p', { class: 'total' }, `Total ${money(cart.total)}`),
    element('a', { class: 'button', href: '#/checkout' }, 'Check out'),
  );
}

function checkoutView({ cart, tracking, go }: Shop): HTMLElement {
  const what = { currency: CURRENCY, revenue: cart.total, products: cart.sent };
  tracking.track('Checkout Started', what);
  const submit = (event: Event): void => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    tracking.identify({ email: String(given.get('email') ?? '') });
    const orderId = `KB-${Date.now().toString(36).toUpperCase()}`;
    tracking.track('Order Completed', { order_id: orderId, ...what });
    cart.clear();
    go(`done/${orderId}`);
  };
  return element(
    'section',
    {},
    element('h1', { tabindex: '-1' }, 'Checkout'),
    element('p', {}, `${cart.units} ${cart.units === 1 ? 'item' : 'items'}, ${money(cart.total)}. Nothing is charged.`),
    element(
      'form',
      { submit },
      field('E-mail address', {
        name: 'email',
        type: 'email',
        required: true,
        autocomplete: 'off',
        value: 'jo@example.com',
      }),
      element('button', {}, 'Place the order'),
    ),
  );
}

function doneView(orderId: string): HTMLElement {
  return element(
    'section',
    {},
    element('h1', { tabindex: '-1' }, 'Thank you'),
    element('p', {}, 'Your order is ', element('b', { class: 'order' }, orderId), '.'),
    element(
      'p',
      { class: 'quiet' },
      'It is on its way to the sandbox as a conversion: see at the side what became of it.',
    ),
    element('a', { href: '#/' }, 'Look around again'),
  );
}
