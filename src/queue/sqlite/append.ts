import { crc32 } from 'node:zlib';
import type { Appended, Intake, Route } from '../queue.ts';
import { messageKey } from './messages.ts';
import type { Tables } from './tables.ts';

/** Stores intakes: deliveries, dedupe keys, drops and counts. Part of the caller's transaction. */
export function prepareAppend(tables: Tables): (intakes: readonly Intake[], now: number) => Appended {
  const { db, messages, counters, lanes } = tables;
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
    intake: Intake,
    integration: string,
    key: Buffer,
    reason: string,
    detail: string | undefined,
    now: number,
  ): void => {
    const { pipeline, event, messageId } = intake;
    const id = tables.newId(now);
    insertDrop.run(id, pipeline, integration, event, messageId, intake.occurredAt, now, reason, detail ?? null);
    messages.add(key, id, -messages.route(pipeline, integration));
    counters.add(pipeline, integration, event, 'dropped', reason);
  };

  const storeDelivery = (
    intake: Intake,
    route: Extract<Route, { wire: string }>,
    key: Buffer,
    now: number,
  ): boolean => {
    const { pipeline, event, messageId } = intake;
    const { integration, lane, wire } = route;
    const number = messages.route(pipeline, integration);
    if (messages.wasTaken(key, number, now - route.dedupeFor)) return false;
    const id = tables.newId(now);
    insertDelivery.run(
      ...[id, lane, route.expiresAt, pipeline, integration, event, messageId, intake.occurredAt, wire, crc32(wire)],
    );
    messages.add(key, id, number);
    tables.onCommit(() => {
      lanes.lane(lane).waiting += 1;
    });
    return true;
  };

  return (intakes, now) => {
    let [deliveries, drops, duplicates] = [0, 0, 0];
    for (const intake of intakes) {
      const key = messageKey(intake.messageId);
      for (const route of intake.routes) {
        counters.add(intake.pipeline, route.integration, intake.event, 'received');
        if (route.drop !== undefined) {
          storeDrop(intake, route.integration, key, route.drop.reason, route.drop.detail, now);
          drops += 1;
        } else if (storeDelivery(intake, route, key, now)) deliveries += 1;
        else {
          storeDrop(intake, route.integration, key, 'duplicate', undefined, now);
          duplicates += 1;
        }
      }
    }
    return { deliveries, drops, duplicates };
  };
}
