import { crc32 } from 'node:zlib';
import type { Intake, Route } from '../queue.ts';
import { messageKey } from './messages.ts';
import type { Tables } from './tables.ts';

/** The id of a delivery that was a duplicate. */
export const DUPLICATE = 0;

/**
 * Stores intakes: deliveries, dedupe keys, drops and counts. Part of the caller's transaction. Gives the ids of the deliveries, in order
 * of the intakes and their routes; `DUPLICATE` for one that was dropped as such.
 */
export function prepareAppend(tables: Tables): (intakes: readonly Intake[], now: number) => number[] {
  const { db, routes, messages, counters, waiting, ids } = tables;
  const insertDelivery = db.prepare(
    `INSERT INTO deliveries
       (id, lane, due_at, attempts, expires_at, pipeline, integration, event, message_id, occurred_at, wire, checksum)
     VALUES (?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertDrop = db.prepare(
    `INSERT INTO ledger
       (id, pipeline, integration, event, message_id, occurred_at, settled_at, attempts, reason, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
  );

  const storeDrop = (
    { pipeline, event, messageId, occurredAt }: Intake,
    integration: string,
    key: string,
    { reason, detail }: { reason: string; detail?: string },
    now: number,
  ): void => {
    const id = ids.next(now);
    insertDrop.run(id, pipeline, integration, event, messageId, occurredAt, now, reason, detail ?? null);
    messages.add(key, id, -routes.numberOf(pipeline, integration));
    counters.add(pipeline, integration, event, 'dropped', reason);
  };

  const storeDelivery = (
    { pipeline, event, messageId, occurredAt }: Intake,
    { integration, lane, wire, expiresAt, dedupeFor }: Extract<Route, { wire: string }>,
    key: string,
    now: number,
  ): number => {
    const route = routes.numberOf(pipeline, integration);
    if (messages.wasTaken(key, route, now - dedupeFor)) return DUPLICATE;
    const id = ids.next(now);
    insertDelivery.run(
      ...[id, lane, expiresAt, pipeline, integration, event, messageId, occurredAt, wire, crc32(wire)],
    );
    messages.add(key, id, route);
    waiting.change(lane, 1);
    return id;
  };

  return (intakes, now) => {
    const stored: number[] = [];
    for (const intake of intakes) {
      const key = messageKey(intake.messageId);
      for (const route of intake.routes) {
        counters.add(intake.pipeline, route.integration, intake.event, 'received');
        if (route.drop !== undefined) {
          storeDrop(intake, route.integration, key, route.drop, now);
          continue;
        }
        const id = storeDelivery(intake, route, key, now);
        if (id === DUPLICATE) storeDrop(intake, route.integration, key, { reason: 'duplicate' }, now);
        stored.push(id);
      }
    }
    return stored;
  };
}
