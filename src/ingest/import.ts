import { DspatchError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { type ItemProblem, parseBatch, type Receipt } from '../event/parse.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Appended, Intake, Queue, Route } from '../queue/queue.ts';
import type { IngestOptions } from './ingest.ts';

/** What would become, or became, of one imported event in one integration. */
export interface ImportedRoute {
  readonly integration: string;
  /** Why it is dropped; undefined: it is sent. */
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

/** What was made of one imported event. */
export interface ImportedEvent {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly messageId: string;
  readonly event: string;
  readonly routes: readonly ImportedRoute[];
}

/** What was made of imported events; `problems` are of items that are no events. */
export interface Imported {
  readonly events: readonly ImportedEvent[];
  readonly problems: readonly ItemProblem[];
  /** What was stored; undefined in a dry run. Which routes are duplicates is known only then, and stands at them. */
  readonly stored: Omit<Appended, 'duplicated'> | undefined;
}

/** What importing works with. */
export interface ImportOptions extends Receipt {
  readonly queue: Pick<Queue, 'append' | 'countRefused'>;
  /** As of ingest (ingest.ts). */
  readonly onTaken?: IngestOptions['onTaken'];
  readonly keeper?: IngestOptions['keeper'];
  /** Maps, and stores nothing. */
  readonly dryRun: boolean;
}

/**
 * Takes events as a batch request would, from somebody who is known and not by a write key. Unlike a sender, they are told what became of each.
 * Rejects with `invalid_request` where there is no event, and as `append` does.
 */
export async function importEvents(
  pipeline: Pipeline,
  items: readonly JsonObject[],
  options: ImportOptions,
): Promise<Imported> {
  if (pipeline.closed !== undefined) {
    throw new DspatchError('in_use', `the pipeline ${pipeline.name} is closed until it is mended: ${pipeline.closed}`);
  }
  const parsed = parseBatch({ batch: [...items] }, options);
  if (!parsed.ok) throw new DspatchError('invalid_request', parsed.problem.message);
  const { events, problems } = parsed.value;
  const intakes = events.map((event) => pipeline.intake(event, options.receivedAt));
  const refused = new Set(problems.map(({ index }) => index));
  const places = items.map((_item, index) => index).filter((index) => !refused.has(index));
  const isStored = !options.dryRun && intakes.length > 0;
  const { duplicated, ...stored } = isStored ? await store(pipeline, events, intakes, options) : NOTHING;
  if (!options.dryRun) {
    for (const { code } of problems) {
      options.queue.countRefused({ pipeline: pipeline.name, code, n: 1 }, options.receivedAt);
    }
  }
  const duplicates = new Set(duplicated);
  let place = 0;
  return {
    events: intakes.map(({ messageId, event, routes }, at) => ({
      ...{ index: places[at] ?? at, messageId, event },
      routes: routes.map((route) => importedRoute(route, duplicates.has(place++))),
    })),
    problems,
    stored: isStored ? stored : undefined,
  };
}

async function store(
  pipeline: Pipeline,
  events: readonly Event[],
  intakes: readonly Intake[],
  { queue, onTaken, keeper, receivedAt }: ImportOptions,
): Promise<Appended> {
  const onStored = onTaken?.(pipeline, intakes);
  const storing = queue.append(intakes, receivedAt);
  keeper?.offer(pipeline, events, intakes, storing, receivedAt);
  const appended = await storing;
  onStored?.(appended);
  return appended;
}

const NOTHING: Appended = { deliveries: 0, drops: 0, duplicates: 0 };

function importedRoute({ integration, drop }: Route, isDuplicate: boolean): ImportedRoute {
  if (isDuplicate) return { integration, reason: 'duplicate' };
  return drop === undefined ? { integration } : { integration, reason: drop.reason, detail: drop.detail };
}
