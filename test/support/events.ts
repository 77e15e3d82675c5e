import type { JsonObject } from '../../src/base/json.ts';
import type { Event } from '../../src/event/event.ts';
import { eventType, parseEvent } from '../../src/event/parse.ts';

/** The time that tests take as now. */
export const NOW: number = Date.UTC(2026, 10, 20, 12);

/** A parsed event from what a sender would send; a track call unless it says otherwise. */
export function eventOf(fields: object, now: number = NOW): Event {
  const body = fields as JsonObject;
  const result = parseEvent(body, eventType(body.type) ?? 'track', { receivedAt: now, newId: () => 'made-here' });
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
