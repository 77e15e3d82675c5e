import type { Event } from '../event/event.ts';
import type { Intake, Route } from '../queue/queue.ts';
import type { Integration } from './integration.ts';

/** An event source with the integrations attached to it, compiled. What it makes of an event goes to the queue as one. */
export class Pipeline {
  readonly name: string;
  readonly integrations: readonly Integration[];

  constructor(name: string, integrations: readonly Integration[]) {
    this.name = name;
    this.integrations = integrations;
  }

  /** What each integration makes of an event. Total; nothing raw and personal is in the result. */
  intake(event: Event, now: number): Intake {
    return {
      pipeline: this.name,
      messageId: event.messageId,
      event: event.name,
      receivedAt: event.receivedAt,
      occurredAt: event.timestamp ?? event.receivedAt,
      routes: this.#routes(event, now),
    };
  }

  #routes(event: Event, now: number): Route[] {
    if (this.integrations.length === 0) return [{ integration: '', drop: { reason: 'no_integration' } }];
    return this.integrations.map((integration): Route => {
      const mapped = integration.map(event, now);
      if (mapped.drop !== undefined) return { integration: integration.name, drop: mapped.drop };
      const { conversion, wire, lane } = mapped;
      return {
        integration: integration.name,
        lane,
        wire,
        expiresAt: conversion.timestamp * 1000 + integration.maxAge,
        dedupeFor: integration.maxAge,
      };
    });
  }
}
