/** What the shop uses of analytics.js. Until it has come, calls are kept in a list, which it takes over. */
interface Analytics {
  track(event: string, properties: object): Promise<Sent>;
  page(category: string, name: string): Promise<Sent>;
  identify(traits: object): Promise<Sent>;
  reset(): void;
}

interface Sent {
  readonly event: { readonly messageId?: string };
}

type Kept = unknown[] & { _cdn?: string; _writeKey?: string };

declare global {
  interface Window {
    analytics: unknown;
  }
}

/** Where events go, as the gateway wrote it into the page. */
export interface Address {
  readonly ingestUrl: string;
  readonly writeKey: string;
}

/** A call of analytics.js, and the message id it went out with. */
export interface Call {
  readonly name: string;
  readonly messageId: string;
}

/** The shop's events by the real analytics.js, loaded from the gateway as the snippet of "connect your site" does it. */
export class Tracking {
  readonly #loaded: Promise<Analytics>;
  readonly #told: (call: Call) => void;
  /** Whether the visitor agrees to advertising; goes with every event. */
  agrees = true;

  /** `told` hears of every call, `failed` where the library does not come. */
  constructor(address: Address, told: (call: Call) => void, failed: (src: string) => void) {
    this.#told = told;
    this.#loaded = load(address, () => this.agrees, failed);
  }

  track(name: string, properties: object): void {
    this.#tell(name, (analytics) => analytics.track(name, properties));
  }

  page(name: string): void {
    this.#tell('Page', (analytics) => analytics.page('Shop', name));
  }

  /** Who the visitor is: from now on every event carries it. */
  identify(traits: object): void {
    this.#tell('identify', (analytics) => analytics.identify(traits));
  }

  /** Forgets who the visitor is. */
  forget(): void {
    void this.#loaded.then((analytics) => analytics.reset());
  }

  #tell(name: string, send: (analytics: Analytics) => Promise<Sent>): void {
    void this.#loaded.then(async (analytics) => {
      const { messageId } = (await send(analytics)).event;
      if (messageId !== undefined) this.#told({ name, messageId });
    });
  }
}

function load(
  { ingestUrl, writeKey }: Address,
  agrees: () => boolean,
  failed: (src: string) => void,
): Promise<Analytics> {
  const kept: Kept = [];
  window.analytics = kept;
  kept._cdn = ingestUrl;
  kept._writeKey = writeKey;
  kept.push(['addSourceMiddleware', consentWith(agrees)]);
  const script = document.createElement('script');
  script.src = `${ingestUrl}/analytics.js/v1/${encodeURIComponent(writeKey)}/analytics.min.js`;
  script.addEventListener('error', () => failed(script.src));
  const loaded = new Promise<Analytics>((done) => {
    kept.push(['ready', () => done(window.analytics as Analytics)]);
  });
  document.head.append(script);
  return loaded;
}

/** As a consent banner adds it: in the form of Segment's categories (docs/consent.md). */
function consentWith(agrees: () => boolean): (call: SourceCall) => void {
  return ({ payload, next }) => {
    const event = payload.obj;
    event.context = { ...event.context, consent: { categoryPreferences: { advertising: agrees() } } };
    next(payload);
  };
}

interface SourceCall {
  readonly payload: { readonly obj: { context?: object } };
  readonly next: (payload: SourceCall['payload']) => void;
}
