import './shop.css';
import { Cart } from './cart.ts';
import { element } from './element.ts';
import { Happened } from './happened.ts';
import { Tracking } from './tracking.ts';
import { type Shop, viewOf } from './views.ts';
import { visitorPanel } from './visitor.ts';

// The demo shop: a page with analytics.js, as any shop's, and what happened beside it. It speaks to ingest alone.

const happened = new Happened(told('pipeline'));
const tracking = new Tracking(
  { ingestUrl: told('ingest'), writeKey: told('write-key') },
  (call) => happened.add(call),
  (src) => happened.fail(src),
);
const cart = new Cart();
const place = element('main', { id: 'main' });
const cartLink = element('a', { href: '#/cart' });
const shop: Shop = {
  ...{ cart, tracking, show },
  go: (path) => {
    window.location.hash = `/${path}`;
  },
};

document.body.append(
  element(
    'header',
    {},
    element('a', { class: 'brand', href: '#/' }, 'Kessel & Bohne'),
    element('span', { class: 'quiet' }, 'demo shop'),
    element('nav', { 'aria-label': 'Shop' }, cartLink, element('a', { href: '/' }, 'To the console')),
  ),
  element(
    'div',
    { class: 'columns' },
    place,
    element('div', { class: 'side' }, happened.panel, visitorPanel(tracking)),
  ),
);
window.addEventListener('hashchange', () => {
  show();
  place.querySelector<HTMLElement>('h1')?.focus();
});
show();

function show(): void {
  place.replaceChildren(viewOf(window.location.hash.replace(/^#\/?/, ''), shop));
  cartLink.textContent = `Cart (${cart.units})`;
}

/** What the gateway wrote into the page. */
function told(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="dspatch-${name}"]`)?.content ?? '';
}
