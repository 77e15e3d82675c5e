import type { Event } from '../event/event.ts';
import { orderKeyOf } from '../event/order-key.ts';
import type { Identity } from '../identity/match-keys.ts';
import { maskOf } from '../identity/readiness.ts';
import type { Intake, MatchMasks, Route } from '../queue/queue.ts';
import { definitionOf } from './counts-as.ts';
import type { Integration, Mapped } from './integration.ts';

/** An event source with the integrations attached to it, compiled. What it makes of an event goes to the queue as one. */
export class Pipeline {
  readonly name: string;
  readonly integrations: readonly Integration[];
  /** Why it takes no events just now; undefined while it does. */
  readonly closed: string | undefined;
  /** Every event that a playbook maps by name. */
  readonly #mapped: ReadonlySet<string>;

  constructor(name: string, integrations: readonly Integration[], closed?: string) {
    this.name = name;
    this.integrations = integrations;
    this.closed = closed;
    this.#mapped = new Set(integrations.flatMap(({ playbook }) => playbook.events));
  }

  /** What each integration makes of an event. Total; nothing raw and personal is in the result. */
  intake(event: Event, now: number): Intake {
    return {
      pipeline: this.name,
      messageId: event.messageId,
      event: event.name,
      type: event.type,
      mappedAs: this.#mappedAs(event.name),
      orderKey: orderKeyOf(event),
      receivedAt: event.receivedAt,
      occurredAt: event.timestamp ?? event.receivedAt,
      routes: this.#routes(event, now),
    };
  }

  /** The name by which a playbook maps an event, however that is spelled; undefined where none does, save by its default. */
  #mappedAs(event: string): string | undefined {
    if (this.#mapped.has(event)) return event;
    for (const { playbook } of this.integrations) {
      const section = playbook.section(event);
      if (section !== undefined && this.#mapped.has(section.name)) return section.name;
    }
    return undefined;
  }

  #routes(event: Event, now: number): Route[] {
    if (this.integrations.length === 0) return [{ integration: '', drop: { reason: 'no_integration' } }];
    const routes: Route[] = [];
    for (const integration of this.integrations) addRoutes(routes, integration, integration.map(event, now));
    return routes;
  }
}

/** One route for each conversion of an event in one integration, sent or withheld, or the one of its drop. */
function addRoutes(
  routes: Route[],
  { name: integration, maxAge }: Integration,
  { drop, deliveries, withheld = [], consent, identity, definition }: Mapped,
): void {
  const match = identity === undefined ? undefined : matchOf(identity);
  if (drop !== undefined) routes.push({ integration, definition, consent, match, drop });
  for (const part of withheld) routes.push({ integration, consent, match, drop: part });
  for (const { conversion, wire, lane, target } of deliveries) {
    const expiresAt = conversion.timestamp * 1000 + maxAge;
    const about = { integration, definition: definitionOf(conversion), consent, match };
    const notes = conversion.notes?.map(({ code }) => code);
    routes.push({ ...about, target, lane, wire, notes, expiresAt, dedupeFor: maxAge });
  }
}

/** Whom the ledger's counters say events were found to be of. */
function matchOf({ keys, unusable, beyond }: Identity): MatchMasks {
  return { present: maskOf(keys.map((key) => key.type)), unusable: maskOf(unusable), beyond: maskOf(beyond) };
}
