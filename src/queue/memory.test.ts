import { queueConformance } from '../../test/support/queue-conformance.ts';
import { DAY } from '../base/durations.ts';
import { MemoryQueue } from './memory.ts';

queueConformance('memory', async () => ({
  open: async ({ maxWaiting }) => new MemoryQueue({ maxWaiting, retention: { ledger: 30 * DAY, dead: 30 * DAY } }),
  clean: async () => {},
}));
