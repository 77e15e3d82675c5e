import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { recordsConformance } from '../../test/support/records-conformance.ts';
import { dataDirectory } from '../../test/support/sqlite.ts';
import { MemoryRecords } from './memory.ts';
import { CATALOG_FILE, openSqliteRecords } from './sqlite.ts';

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

  const withFile = (directory: string, work: (db: DatabaseSync) => void): void => {
    const db = new DatabaseSync(join(directory, CATALOG_FILE.name));
    work(db);
    db.close();
  };

  it('of a later version is refused with what to do, and left as it is', async () => {
    const directory = dataDirectory();
    const records = openSqliteRecords(directory);
    await records.put('k', 1, 'any');
    await records.close();
    const later = CATALOG_FILE.migrations.length + 1;
    withFile(directory, (db) => db.exec(`PRAGMA user_version = ${later}`));
    expect(() => openSqliteRecords(directory)).toThrow(
      new RegExp(`dspatch-catalog\\.db was written by a later version \\(schema ${later}.*run that version`),
    );
    withFile(directory, (db) => {
      expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: later });
      expect(db.prepare('SELECT count(*) AS n FROM records').get()).toEqual({ n: 1 });
    });
  });

  it.each(CATALOG_FILE.migrations.map((_, i) => i))(
    'of schema %d is brought up, and keeps what it has',
    async (from) => {
      const directory = dataDirectory();
      await openSqliteRecords(directory).close();
      withFile(directory, (db) => {
        for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all())
          db.exec(`DROP TABLE ${name}`);
        for (const step of CATALOG_FILE.migrations.slice(0, from)) db.exec(typeof step === 'string' ? step : step(db));
        if (from > 0) db.exec("INSERT INTO records (key, version, value) VALUES ('k', 1, '7')");
        db.exec(`PRAGMA user_version = ${from}`);
      });
      const records = openSqliteRecords(directory);
      expect((await records.get('k'))?.value).toBe(from > 0 ? 7 : undefined);
      await records.put('other', { a: 1 }, 'absent');
      await records.close();
      withFile(directory, (db) => {
        expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: CATALOG_FILE.migrations.length });
      });
    },
  );
});
