import type { Drop, DropReason } from '../event/drop.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Integration } from '../pipeline/integration.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Intake, Queue } from '../queue/queue.ts';
import { isMendableResult } from './mendable.ts';
import { readsBeyond, readsLeftOut } from './reads.ts';
import type { KeptEvent, MendableQuery, SealedEvents, SealedResult } from './sealed-events.ts';

/** What is run again; all given conditions must hold. */
export interface ResendQuery extends Omit<MendableQuery, 'pipeline' | 'after'> {
  readonly reason?: string | undefined;
  readonly integration?: string | undefined;
}

/** One step of running again. Counted are events in integrations. */
export interface Resent {
  /** They wait for delivery (in a dry run: they would). */
  readonly resent: number;
  /** The integration has taken the event meanwhile: it was sent, waits, or is a dead letter. */
  readonly already: number;
  /** The playbook reads what sealed copies do not have: nobody can tell what would have become of the event. */
  readonly notKept: number;
  /** Places that it reads, of those. */
  readonly places: readonly string[];
  /** The pipeline does not have the integration any more. */
  readonly detached: number;
  /** They are dropped still, by reason. */
  readonly dropped: readonly { readonly reason: DropReason; readonly n: number }[];
  /** Where to go on; undefined when all that match have been looked at. */
  readonly next: number | undefined;
}

/** What running again works with. */
export interface ResendParts {
  readonly events: SealedEvents;
  readonly storage: Pick<Queue & Ledger, 'append' | 'search'>;
}

/** How many events one step looks at. */
const STEP = 200;
const MOST_PLACES = 20;

/**
 * Runs events that were dropped for something mendable through the pipeline as it is now, in the integrations that dropped them; those that
 * come to conversions wait for delivery like all others, under the dedupe ids that they would have had. An integration that has taken
 * an event before is not asked again, and the queue's own look at the messageId holds besides.
 *
 * One step looks at a bounded number; go on with `after: next`. `dryRun` counts without doing.
 */
export async function resend(
  { events, storage }: ResendParts,
  pipeline: Pipeline,
  query: ResendQuery,
  { after, dryRun = false }: { readonly after?: number | undefined; readonly dryRun?: boolean },
  now: number,
): Promise<Resent> {
  const { reason, integration, ...where } = query;
  const page = await events.mendable({ ...where, pipeline: pipeline.name, after }, STEP);
  const step = new Step(pipeline, storage, now);
  const isWanted = (result: SealedResult): boolean =>
    isMendableResult(result) &&
    (reason === undefined || result.drop?.reason === reason) &&
    (integration === undefined || result.integration === integration);
  for (const kept of page.events) await step.look(kept, isWanted);
  const duplicates = dryRun ? 0 : await step.send(events);
  return step.result(duplicates, page.next);
}

/** What is left of an event in an integration, where it does not go on. */
type Left = 'already' | 'notKept' | 'detached';

class Step {
  readonly #pipeline: Pipeline;
  readonly #storage: ResendParts['storage'];
  readonly #now: number;
  readonly #intakes: Intake[] = [];
  readonly #results = new Map<number, readonly SealedResult[]>();
  readonly #left: Record<Left, number> = { already: 0, notKept: 0, detached: 0 };
  readonly #places = new Set<string>();
  readonly #dropped = new Map<DropReason, number>();
  #resent = 0;

  constructor(pipeline: Pipeline, storage: ResendParts['storage'], now: number) {
    this.#pipeline = pipeline;
    this.#storage = storage;
    this.#now = now;
  }

  /** Decides about one event, in each integration whose result is wanted. */
  async look(kept: KeptEvent, isWanted: (result: SealedResult) => boolean): Promise<void> {
    const results = new Map(kept.results.map((result) => [result.integration, result]));
    const again: Integration[] = [];
    for (const { integration: name } of kept.results.filter(isWanted)) {
      // What had no integration to go to goes to all that there are now.
      const found = this.#pipeline.integrations.filter((each) => name === '' || each.name === name);
      if (found.length === 0) this.#left.detached += 1;
      for (const integration of found) {
        const taken = await this.#wasTaken(kept, integration);
        if (taken) results.set(integration.name, { integration: integration.name });
        if (taken) this.#left.already += 1;
        else if (this.#canTell(kept, integration)) again.push(integration);
      }
      if (name === '' && found.length > 0) results.delete('');
    }
    if (again.length > 0) this.#map(kept, again, results);
    this.#results.set(kept.id, [...results.values()]);
  }

  /** Stores what is to be sent, and puts down what came of the events. Gives how many the queue knew already. */
  async send(events: SealedEvents): Promise<number> {
    const { duplicates } =
      this.#intakes.length === 0 ? { duplicates: 0 } : await this.#storage.append(this.#intakes, this.#now);
    for (const [id, results] of this.#results) await events.setResults(id, results);
    return duplicates;
  }

  result(duplicates: number, next: number | undefined): Resent {
    return {
      resent: Math.max(0, this.#resent - duplicates),
      ...this.#left,
      already: this.#left.already + duplicates,
      places: [...this.#places].slice(0, MOST_PLACES),
      dropped: [...this.#dropped].map(([reason, n]) => ({ reason, n })),
      next,
    };
  }

  async #wasTaken({ messageId, pipeline }: KeptEvent, { name: integration }: Integration): Promise<boolean> {
    const { entries } = await this.#storage.search({ messageId, pipeline, integration, limit: 1_000 });
    return entries.some(({ fate }) => fate !== 'dropped');
  }

  #canTell({ copy, event }: KeptEvent, { playbook }: Integration): boolean {
    const section = playbook.section(event);
    const places = section === undefined ? [] : [...readsBeyond(section), ...readsLeftOut(section, copy.leftOut)];
    for (const place of places) this.#places.add(place);
    if (places.length > 0) this.#left.notKept += 1;
    return places.length === 0;
  }

  #map({ copy }: KeptEvent, integrations: readonly Integration[], results: Map<string, SealedResult>): void {
    const intake = this.#pipeline.intake(copy.event, this.#now);
    const routes = intake.routes.filter(({ integration }) => integrations.some(({ name }) => name === integration));
    for (const { name: integration } of integrations) {
      const own = routes.filter((route) => route.integration === integration);
      const drop: Drop | undefined = own.some((route) => route.drop === undefined) ? undefined : own[0]?.drop;
      results.set(integration, drop === undefined ? { integration } : { integration, drop });
      if (drop === undefined) this.#resent += 1;
      else this.#dropped.set(drop.reason, (this.#dropped.get(drop.reason) ?? 0) + 1);
    }
    const isSent = ({ integration }: { readonly integration: string }): boolean =>
      results.get(integration)?.drop === undefined;
    // What is dropped as before stands in the ledger already.
    const sent = routes.filter(isSent);
    if (sent.length > 0) this.#intakes.push({ ...intake, routes: sent });
  }
}
