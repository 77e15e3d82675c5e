import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DAY, MINUTE } from '../../src/base/durations.ts';
import type { Intake, Leased, LeaseOptions, Settlement } from '../../src/queue/queue.ts';
import { flatten } from '../../src/queue/sqlite/flat.ts';
import { openStore, type Store, type StoreOptions } from '../../src/queue/sqlite/store.ts';

/** A lease as large as the tests want it. */
export const LEASE: LeaseOptions = { max: 1_000, maxBytes: 10_000_000, leaseMs: MINUTE };

/** A path for a data directory that does not exist yet; what becomes of it goes with the test. */
export function dataDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dspatch-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

/** Options of a store without the disk's own limits. */
export function storeOptions(directory: string, more: Partial<StoreOptions> = {}): StoreOptions {
  const retention = { ledger: 30 * DAY, dead: 30 * DAY };
  return { directory, maxWaiting: 1_000_000, minFreeDisk: 0, retention, ...more };
}

/** Opens a store in this thread; it is closed with the test, if it is open then. */
export function storeAt(directory: string, more: Partial<StoreOptions> = {}): Store {
  const store = openStore(storeOptions(directory, more));
  onTestFinished(() => {
    if (store.db.isOpen) store.close();
  });
  return store;
}

/** Appends in a transaction. */
export function appendTo(store: Store, intakes: readonly Intake[], now: number): void {
  store.group(now, () => store.append(flatten(intakes), now));
}

/** The settlement of something leased. */
export function done({ id, lease }: Pick<Leased, 'id' | 'lease'>): Settlement {
  return { id, lease, to: 'done' };
}
