import { DAY } from '../base/durations.ts';
import type { ServerConfig } from '../config/schema.ts';
import type { Logger } from '../telemetry/log.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import { SealedKeeper } from './keeper.ts';
import { openSqliteSealedEvents, removeSealedEvents, type SqliteSealedEvents } from './sqlite.ts';

/**
 * Opens the sealed events of a data directory, with who keeps them. Undefined where none are to be kept: what was kept before is removed then.
 * Throws with the codes of sqlite/open.ts.
 */
export function openKeeper(
  { keep, max, days, perSecond }: ServerConfig['sealedEvents'],
  { dataDir, keys, log }: { readonly dataDir: string; readonly keys: KeyRing; readonly log: Logger },
): SealedKeeper<SqliteSealedEvents> | undefined {
  if (keep)
    return new SealedKeeper({
      store: openSqliteSealedEvents(dataDir, keys, { max, keepMs: days * DAY }),
      perSecond,
      log,
    });
  removeSealedEvents(dataDir);
  return undefined;
}
