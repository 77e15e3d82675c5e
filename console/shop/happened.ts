import { element } from './element.ts';
import type { Call } from './tracking.ts';

/** The newest calls that are listed. */
const SHOWN = 12;

/** What just happened: every call of analytics.js, with the way to see in the console what became of it. */
export class Happened {
  readonly panel: HTMLElement;
  readonly #list: HTMLOListElement = element('ol', { 'aria-live': 'polite' });
  readonly #pipeline: string;

  constructor(pipeline: string) {
    this.#pipeline = pipeline;
    this.#list.append(element('li', { class: 'quiet' }, 'Nothing yet: analytics.js is being loaded.'));
    this.panel = element(
      'aside',
      { class: 'happened', 'aria-label': 'What just happened' },
      element('h2', {}, 'What just happened'),
      element('p', { class: 'quiet' }, 'Each line is an event that this page sent to the gateway.'),
      this.#list,
    );
  }

  add({ name, messageId }: Call): void {
    this.#list.querySelector('.quiet')?.remove();
    const id = encodeURIComponent(messageId);
    const way = `/events/${encodeURIComponent(this.#pipeline)}/${id}`;
    const line = element(
      'li',
      { 'data-message-id': messageId },
      element('b', {}, name),
      element('span', { class: 'links' }, link(way, 'its way', name), link(`/search?messageId=${id}`, 'search', name)),
    );
    this.#list.prepend(line);
    while (this.#list.children.length > SHOWN) this.#list.lastElementChild?.remove();
  }

  /** The library did not come. */
  fail(src: string): void {
    const words = `analytics.js did not come from ${src}. Is the gateway's ingest address reached from this browser, and is something blocking it, such as an ad blocker? Events wait until the page is loaded again.`;
    this.#list.replaceChildren(element('li', { class: 'failed', role: 'alert' }, words));
  }
}

function link(href: string, text: string, name: string): HTMLAnchorElement {
  return element('a', { href, target: '_blank', rel: 'noreferrer', 'aria-label': `${text} of ${name}` }, text);
}
