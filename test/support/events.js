import { eventType, parseEvent } from '../../src/event/parse.js';
/** The time that tests take as now. */
export const NOW = Date.UTC(2026, 10, 20, 12);
/** A parsed event from what a sender would send; a track call unless it says otherwise. */
export function eventOf(fields, now = NOW) {
  const body = fields;
  const result = parseEvent(body, eventType(body.type) ?? 'track', { receivedAt: now, newId: () => 'made-here' });
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result.value;
}
