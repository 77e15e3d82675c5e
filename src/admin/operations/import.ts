import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { DspatchError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { importEvents } from '../../ingest/import.ts';
import type { SealedKeeper } from '../../sealed/keeper.ts';
import type { LiveEvents } from '../../telemetry/live-events.ts';
import type { ImportOperations } from '../api/import.ts';
import type { Handlers, Specs } from '../operation.ts';
import type { LedgerParts } from './ledger.ts';
import { name, only, truth } from './parts.ts';
import type { SealedParts } from './sealed.ts';

/** Events a request may bring: some hundred kilobytes of them. */
const MOST_EVENTS = 500;
const SIZE = `must be a list of 1 to ${MOST_EVENTS} events`;
const object: z.ZodType<JsonObject> = z.record(z.string(), z.json(), 'must be an object') as never;

export const IMPORT_SPECS: Specs<ImportOperations> = {
  'POST /api/pipelines/:pipeline/import': {
    permission: 'deploy',
    summary: `Take up to ${MOST_EVENTS} events of a file, and tell what becomes of each. A dry run stores nothing.`,
    params: z.strictObject({ pipeline: name }),
    body: only({ events: z.array(object, SIZE).min(1, SIZE).max(MOST_EVENTS, SIZE), dryRun: truth }),
    response: z.strictObject({
      events: z.array(
        z.strictObject({
          ...{ index: z.int(), messageId: z.string(), event: z.string() },
          routes: z.array(
            z.strictObject({
              integration: z.string(),
              reason: z.string().optional().describe('why it is dropped; absent where it is sent'),
              detail: z.string().optional(),
            }),
          ),
        }),
      ),
      problems: z.array(
        z.strictObject({
          ...{ index: z.int(), code: z.string(), message: z.string(), messageId: z.string().optional() },
        }),
      ),
      stored: z.strictObject({ deliveries: z.int(), drops: z.int(), duplicates: z.int() }).optional(),
    }),
  },
};

/** What importing works with. */
export interface ImportParts {
  /** The pipelines at work. */
  readonly live: SealedParts['live'];
  readonly storage: LedgerParts['storage'];
  readonly clock: Clock;
  readonly liveEvents: LiveEvents;
  readonly sealedKeeper: Pick<SealedKeeper, 'offer'> | undefined;
}

export function importHandlers({
  live,
  storage,
  clock,
  liveEvents,
  sealedKeeper,
}: ImportParts): Handlers<ImportOperations> {
  return {
    'POST /api/pipelines/:pipeline/import': async ({ params, body: { events, dryRun = false }, audit }) => {
      const pipeline = live.pipelines.find((one) => one.name === params.pipeline);
      if (pipeline === undefined) throw new DspatchError('not_found', `there is no pipeline "${params.pipeline}"`);
      const receipt = { receivedAt: clock.now(), newId: randomUUID };
      const onTaken: LiveEvents['take'] = (taker, intakes) => liveEvents.take(taker, intakes);
      const imported = await importEvents(pipeline, events, {
        ...receipt,
        ...{ queue: storage, dryRun, onTaken, keeper: sealedKeeper },
      });
      if (!dryRun)
        audit('events.imported', `pipeline ${params.pipeline}`, { after: { events: imported.events.length } });
      return imported;
    },
  };
}
