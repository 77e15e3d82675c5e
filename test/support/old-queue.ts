import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { DAY, HOUR } from '../../src/base/durations.ts';
import { QUEUE_FILE } from '../../src/queue/sqlite/schema.ts';

/** The item of an order, as it was kept: its letters are not ASCII alone, since text became bytes. */
export function oldItem(messageId: string, at: number): string {
  return JSON.stringify({
    ...{ name: 'order_completed café', conversionDefinitionId: '104' },
    ...{ timestamp: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'), countryCode: 'US' },
    matchKeys: [{ type: 'EMAIL', values: [hash('sha256', `${messageId}@example.com`, 'hex')] }],
    ...{ value: 5, currencyCode: 'USD', unitsSold: 1, clientDedupeId: messageId },
  });
}

/**
 * Writes a queue as the first version did, to the data directory's file: of the pipeline `web` and the integration `amazon` the messages
 * `first` and `second` wait for their first try, `delivered` was delivered with them, `retried` waits in the lane of unlisted keys to be tried
 * again, `dead` is a dead letter, `again` was delivered after a retry, and `dropped` was dropped. All were received at `at`.
 */
export function writeOldQueue(directory: string, at: number): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(directory, QUEUE_FILE.name));
  db.exec(`PRAGMA journal_mode = WAL; ${QUEUE_FILE.migrations[0]}; PRAGMA user_version = 1`);
  const id = (n: number): number => at * 1024 + n;
  const expiresAt = at + 6 * DAY;
  const event = 'Order Completed';
  const insert = (table: string, row: Record<string, string | number | null>): void => {
    const names = Object.keys(row);
    db.prepare(`INSERT INTO ${table} (${names}) VALUES (${names.map(() => '?')})`).run(...Object.values(row));
  };
  insert('routes', { number: 1, pipeline: 'web', integration: 'amazon' });

  const together = ['first', 'delivered', 'second'];
  const items = JSON.stringify(together.map((messageId) => [0, messageId, at, expiresAt]));
  const text = together.map((messageId) => oldItem(messageId, at)).join('\n');
  insert('parcels', {
    ...{ id: id(0), n: 3, lane: 'amazon', waiting: 2, expires_at: expiresAt },
    groups: JSON.stringify([['web', 'amazon', event, 3, null, 1]]),
    ...{ gone: JSON.stringify([[1, 1, at + 5, 'request-1']]).slice(1, -1), items },
  });
  insert('wires', { id: id(0), text, checksum: crc32(text, crc32(items)) });

  const of = { pipeline: 'web', integration: 'amazon', event, occurred_at: at, route: 1 };
  for (const [n, messageId, dead] of [
    [3, 'retried', null],
    [4, 'dead', at + 9],
  ] as const) {
    const wire = oldItem(messageId, at);
    insert('deliveries', {
      ...{
        id: id(n),
        lane: dead === null ? 'amazon#unlisted' : 'amazon',
        due_at: 1,
        attempts: 1,
        expires_at: expiresAt,
      },
      ...{ ...of, message_id: messageId, wire, checksum: crc32(wire), dead_at: dead },
      ...{ reason: dead === null ? null : 'rejected', detail: dead === null ? '503' : 'FIELD_VALUE_IS_INVALID' },
    });
  }
  insert('ledger', { ...of, id: id(5), message_id: 'again', settled_at: at + 7, attempts: 2, reason: null });
  insert('ledger', {
    ...{ ...of, id: id(6), message_id: 'dropped', route: -1, settled_at: at, attempts: 0, reason: 'no_identity' },
  });
  // Some keys were merged into the index, the others are read from the rows.
  db.prepare('INSERT INTO messages (key, id, route) VALUES (?, ?, 1)').run(
    hash('sha256', 'first', 'buffer').subarray(0, 16),
    id(0),
  );
  insert('settings', { name: 'merged_to', value: id(0) });

  const hour = Math.floor(at / HOUR) * HOUR;
  for (const [when, counted, reason, n] of [
    [hour - 30 * HOUR, 'received', '', 10],
    [hour - 30 * HOUR, 'dropped', 'unmapped', 10],
    [hour, 'received', '', 7],
    [hour, 'delivered', '', 2],
    [hour, 'dead', 'rejected', 1],
    [hour, 'dropped', 'no_identity', 1],
    [hour, 'key', 'EMAIL', 6],
  ] as const) {
    insert('counters', { hour: when, pipeline: 'web', integration: 'amazon', event, counted, reason, n });
  }
  db.close();
}
