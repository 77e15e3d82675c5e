import { onTestFinished } from 'vitest';
import { MemoryRecords } from '../../src/catalog/memory.ts';
import type { Records } from '../../src/catalog/records.ts';
import { openSqliteRecords } from '../../src/catalog/sqlite.ts';
import { dataDirectory } from './sqlite.ts';

/** Every driver of the catalog's store by name, with how to open an empty one; it is closed with the test. */
export const RECORD_DRIVERS: readonly (readonly [name: string, open: () => Records])[] = [
  ['memory', () => new MemoryRecords()],
  [
    'sqlite',
    () => {
      const records = openSqliteRecords(dataDirectory());
      onTestFinished(() => records.close());
      return records;
    },
  ],
];
