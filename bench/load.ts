import { Pool } from 'undici';
import { corpus } from './corpus.ts';

/** What a load came to. */
export interface LoadResult {
  readonly seconds: number;
  readonly requests: number;
  readonly events: number;
  readonly refused: number;
  /** Milliseconds from sending to the answer. */
  readonly p50: number;
  readonly p99: number;
}

/** How a load is made. */
export interface LoadOptions {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly eventsPerRequest: number;
  readonly connections: number;
  readonly seconds: number;
}

/** Requests with the corpus's events, as fast as they are answered, over a fixed number of connections. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { url, path, headers, eventsPerRequest, connections, seconds } = options;
  const pool = new Pool(url, { connections, pipelining: 1 });
  const bodies = makeBodies(eventsPerRequest);
  const latencies: number[] = [];
  let [requests, refused] = [0, 0];
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      // Each connection has a body of its own: it is written to before every request.
      let turn = connection;
      while (performance.now() < until) {
        const body = bodies[turn % bodies.length] as Body;
        turn += connections;
        const bytes = body.withFreshIds();
        const sent = performance.now();
        const answer = await pool.request({ method: 'POST', path, headers, body: bytes });
        await answer.body.dump();
        latencies.push(performance.now() - sent);
        if (answer.statusCode === 200) requests += 1;
        else refused += 1;
      }
    }),
  );
  const elapsed = (performance.now() - started) / 1000;
  await pool.close();
  latencies.sort((a, b) => a - b);
  const percentile = (p: number): number => latencies[Math.floor(latencies.length * p)] ?? 0;
  return {
    seconds: elapsed,
    requests,
    events: requests * eventsPerRequest,
    refused,
    p50: percentile(0.5),
    p99: percentile(0.99),
  };
}

let nextId = Date.now() * 1000;

/** A request's bytes whose messageIds can be renewed in place: making them anew would cost more than sending. */
class Body {
  readonly #bytes: Buffer;
  readonly #places: readonly number[];

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
    const places: number[] = [];
    for (let at = this.#bytes.indexOf(ID_MARK); at !== -1; at = this.#bytes.indexOf(ID_MARK, at + 1)) places.push(at);
    this.#places = places;
  }

  withFreshIds(): Buffer {
    for (const place of this.#places) this.#bytes.write(String(nextId++), place + 'bench-'.length, 'latin1');
    return this.#bytes;
  }
}

const ID_MARK = 'bench-0000000000000000';

function makeBodies(eventsPerRequest: number): Body[] {
  const count = eventsPerRequest === 1 ? 2_000 : 100;
  // All of one type, so that one path takes them; a page call is told by its name.
  const events = corpus(count * eventsPerRequest, Date.now() - 3_600_000).map((event) => ({
    ...event,
    type: 'track',
    event: event.event ?? 'Product Viewed',
    messageId: ID_MARK,
  }));
  return Array.from({ length: count }, (_, i) => {
    const some = events.slice(i * eventsPerRequest, (i + 1) * eventsPerRequest);
    return new Body(JSON.stringify(eventsPerRequest === 1 ? some[0] : { batch: some }));
  });
}
