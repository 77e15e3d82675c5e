import { describe, expect, it } from 'vitest';
import { recordsConformance } from '../../test/support/records-conformance.ts';
import { dataDirectory } from '../../test/support/sqlite.ts';
import { MemoryRecords } from './memory.ts';
import { openSqliteRecords } from './sqlite.ts';

recordsConformance('memory', () => ({ open: async () => new MemoryRecords() }));

recordsConformance('sqlite', () => {
  const directory = dataDirectory();
  return {
    open: async () => openSqliteRecords(directory),
    reopen: async (records) => {
      await records.close();
      return openSqliteRecords(directory);
    },
  };
});

describe('a catalog on disk', () => {
  it('belongs to one process at a time', async () => {
    const directory = dataDirectory();
    const records = openSqliteRecords(directory);
    expect(() => openSqliteRecords(directory)).toThrow(/another dspatch runs on .*dspatch-catalog\.db/);
    await records.close();
  });
});
