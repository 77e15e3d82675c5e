// Loaded before a gateway (`node --import`) by the control of kill.test.ts: it makes the queue acknowledge events a moment before they are
// stored. What a `kill -9` finds in between is lost, and the test must see that.
import type { Appended, Intake } from '../../src/queue/queue.ts';
import { SqliteQueue } from '../../src/queue/sqlite/driver.ts';

const MOMENT_MS = 100;

const { append } = SqliteQueue.prototype;
SqliteQueue.prototype.append = function (intakes: readonly Intake[], now: number): Promise<Appended> {
  setTimeout(() => void append.call(this, intakes, now).catch(() => {}), MOMENT_MS);
  return Promise.resolve({ deliveries: intakes.length, drops: 0, duplicates: 0 });
};
