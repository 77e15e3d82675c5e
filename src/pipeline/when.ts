import { formatDuration, MINUTE } from '../base/durations.ts';
import type { Drop } from '../event/drop.ts';
import { formatTime, parseTime } from '../event/time.ts';
import type { CompiledSection } from '../playbook/compile.ts';
import type { Scope } from '../playbook/scope.ts';

/** How far ahead of our clock an event's time may lie: clocks differ. */
const MAX_AHEAD = 5 * MINUTE;

/**
 * When the conversion happened, in epoch milliseconds, as the playbook says (mostly the event's own time, which has been read
 * already); or why Amazon would not take it. `maxAge` is in milliseconds.
 */
export function timeOf(scope: Scope, section: CompiledSection, maxAge: number, now: number): number | Drop {
  const input = section.inputs.get('timestamp');
  const time = input?.path === 'timestamp' ? scope.event.timestamp : parseTime(input?.read(scope));
  if (time === undefined) return { reason: 'invalid_field', detail: 'timestamp: the event’s time cannot be read' };
  if (now - time > maxAge) {
    const [age, limit] = [formatDuration(now - time), formatDuration(maxAge)];
    return { reason: 'too_old', detail: `${formatTime(time)} is ${age} ago; the limit is ${limit}` };
  }
  if (time - now > MAX_AHEAD) {
    return { reason: 'in_future', detail: `${formatTime(time)} is ${formatDuration(time - now)} ahead` };
  }
  return time;
}
