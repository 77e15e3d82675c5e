import { quoted } from './quoted.ts';

/** How events are sent to a pipeline from some place: ready to be copied. */
export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly language: 'html' | 'javascript' | 'shell';
  /** Where it goes. */
  readonly hint: string;
  readonly code: string;
}

/** The methods that a page may call before the library has come. */
const METHODS = [
  ...['track', 'page', 'identify', 'group', 'alias', 'ready', 'reset', 'on', 'once', 'off', 'debug', 'screen'],
  ...['setAnonymousId', 'addSourceMiddleware', 'addIntegrationMiddleware', 'addDestinationMiddleware', 'register'],
];

/** The page's snippet: keeps calls until the library has come, which it loads from the gateway. */
function page(url: string, writeKey: string): string {
  return `<script>
  (function () {
    var a = (window.analytics = window.analytics || []);
    if (a.initialize || a.invoked) return;
    a.invoked = true;
    ${JSON.stringify(METHODS).replaceAll('"', "'")}.forEach(function (name) {
      a[name] = function () {
        if (window.analytics.initialized) return window.analytics[name].apply(window.analytics, arguments);
        a.push([name].concat([].slice.call(arguments)));
        return a;
      };
    });
    a._cdn = ${quoted(url)};
    a._writeKey = ${quoted(writeKey)};
    var script = document.createElement('script');
    script.async = true;
    script.src = a._cdn + '/analytics.js/v1/' + encodeURIComponent(a._writeKey) + '/analytics.min.js';
    document.head.appendChild(script);
    a.page();
  })();
</script>`;
}

/** Ways to send events to a pipeline. `url` is where its events come in. */
export function snippets(url: string, writeKey: string): readonly Snippet[] {
  const html = page(url, writeKey);
  return [
    {
      id: 'analytics-js',
      title: 'Website',
      language: 'html',
      hint: 'In the <head> of every page. It is Segment’s analytics.js, served by this gateway.',
      code: html,
    },
    {
      id: 'gtm',
      title: 'Google Tag Manager',
      language: 'html',
      hint: 'As a Custom HTML tag on the trigger "All Pages"; further tags call analytics.track(…).',
      code: html,
    },
    {
      id: 'node',
      title: 'Node.js',
      language: 'javascript',
      hint: 'npm install @segment/analytics-node',
      code: `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: ${quoted(writeKey)}, host: ${quoted(url)} });
analytics.track({
  userId: 'user-1',
  event: 'Order Completed',
  context: { traits: { email: 'jo@example.com' } },
  properties: { order_id: 'A-1001', currency: 'USD', products: [{ product_id: 'p1', price: 19.99, quantity: 2 }] },
});
await analytics.closeAndFlush();`,
    },
    {
      id: 'rudderstack',
      title: 'RudderStack',
      language: 'javascript',
      hint: 'npm install @rudderstack/rudder-sdk-node',
      code: `import Rudder from '@rudderstack/rudder-sdk-node';

const rudder = new Rudder(${quoted(writeKey)}, { dataPlaneUrl: ${quoted(url)} });
rudder.track({
  userId: 'user-1',
  event: 'Order Completed',
  context: { traits: { email: 'jo@example.com' } },
  properties: { order_id: 'A-1001', currency: 'USD', products: [{ product_id: 'p1', price: 19.99, quantity: 2 }] },
});
rudder.flush();`,
    },
    {
      id: 'curl',
      title: 'curl',
      language: 'shell',
      hint: 'From a terminal: one event, to see that it arrives.',
      code: `curl ${shellQuoted(`${url}/v1/track`)} -u ${shellQuoted(`${writeKey}:`)} -H 'content-type: application/json' -d '{
  "userId": "user-1", "event": "Order Completed",
  "context": { "traits": { "email": "jo@example.com" } },
  "properties": { "order_id": "A-1001", "currency": "USD", "products": [{ "product_id": "p1", "price": 19.99, "quantity": 2 }] }
}'`,
    },
  ];
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
