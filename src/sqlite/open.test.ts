import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataDirectory, storeOptions } from '../../test/support/sqlite.ts';
import { openSqliteQueue } from '../queue/sqlite/driver.ts';
import { QUEUE_FILE } from '../queue/sqlite/schema.ts';
import { migrate } from './migrate.ts';
import { isSound, type OpenOptions, openDatabase } from './open.ts';

const FILE = QUEUE_FILE.name;

afterEach(() => vi.restoreAllMocks());

/** Opens, looks, and closes again. */
function opened<T>(directory: string, look: (db: DatabaseSync) => T, options?: OpenOptions): T {
  const db = openDatabase(directory, QUEUE_FILE, options);
  try {
    return look(db);
  } finally {
    db.close();
  }
}

/** What opening throws, and how long it takes to. */
function refusal(directory: string): { code: string; message: string; ms: number } {
  const start = performance.now();
  try {
    openDatabase(directory, QUEUE_FILE).close();
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return { code, message, ms: performance.now() - start };
  }
  throw new Error('it was opened');
}

const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const schemaOf = (db: DatabaseSync): unknown =>
  db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2').all();

describe('the settings of a database', () => {
  it('are WAL, synchronous=FULL and an exclusive lock', () => {
    const names = ['journal_mode', 'synchronous', 'locking_mode'];
    const settings = opened(dataDirectory(), (db) => names.map((name) => pragma(db, name)));
    expect(settings).toEqual(['wal', 2, 'exclusive']);
  });

  it('are read back from the thread that works with them', async () => {
    const queue = await openSqliteQueue(storeOptions(dataDirectory()));
    expect(queue.settings).toMatchObject({ journalMode: 'wal', synchronous: 2 });
    expect(isSound(queue.settings.sqliteVersion)).toBe(true);
    await queue.close();
  });

  it.each([
    ['PRAGMA synchronous', 'PRAGMA synchronous = NORMAL', 'wal and 1'],
    ['PRAGMA journal_mode', 'PRAGMA journal_mode = DELETE', 'delete and 2'],
  ])('stop the start when SQLite does not do as told by %s', (asked, instead, told) => {
    const exec = DatabaseSync.prototype.exec;
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql) {
      return exec.call(this, sql.startsWith(asked) ? instead : sql);
    });
    const directory = dataDirectory();
    const { code, message } = refusal(directory);
    expect(code).toBe('database_unsafe');
    expect(message).toContain(directory);
    expect(message).toContain(told);
  });

  it('may be weaker for the test that proves what FULL is for', () => {
    expect(opened(dataDirectory(), (db) => pragma(db, 'synchronous'), { synchronous: 'NORMAL' })).toBe(1);
  });
});

describe('a version of SQLite', () => {
  it.each(['3.7.0', '3.22.0', '3.44.5', '3.45.0', '3.49.9', '3.50.4', '3.50.6', '3.51.0', '3.51.2', '2.8.17'])(
    '%s is refused',
    (version) => expect(isSound(version)).toBe(false),
  );

  it.each(['3.44.6', '3.50.7', '3.51.3', '3.51.10', '3.52.0', '3.53.4', '4.0.0'])('%s is taken', (version) =>
    expect(isSound(version)).toBe(true),
  );

  it('that is refused stops the start, and says which Node has a better one', () => {
    const prepare = DatabaseSync.prototype.prepare;
    vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql) {
      return prepare.call(this, sql.replace('sqlite_version()', "'3.50.4'"));
    });
    const { code, message } = refusal(dataDirectory());
    expect(code).toBe('database_unsafe');
    expect(message).toMatch(/3\.50\.4.*Node/);
  });
});

describe('a data directory', () => {
  it('is made for its owner alone, with all that is in it', () => {
    const directory = dataDirectory();
    const files = opened(directory, () => readdirSync(directory));
    expect(modeOf(directory)).toBe('700');
    opened(directory, () => {
      expect(files).toEqual([FILE, `${FILE}-wal`]);
      for (const file of files) expect(modeOf(join(directory, file))).toBe('600');
    });
  });

  it('is made with those above it', () => {
    const directory = join(dataDirectory(), 'of', 'the', 'gateway');
    opened(directory, () => expect(modeOf(directory)).toBe('700'));
  });

  it.runIf(process.platform === 'linux').each([
    [
      'in /proc, where nothing can be made',
      '/proc/nope',
      /^\/proc\/nope cannot be made \(ENOENT\): choose .* \(server\.dataDir\)$/,
    ],
    [
      'deeper in /proc',
      '/proc/nope/data',
      /^\/proc\/nope\/data cannot be used: \/proc\/nope cannot be made \(ENOENT\): choose/,
    ],
  ])('that cannot be made stops the start at once: %s', (_, directory, says) => {
    const { code, message, ms } = refusal(directory);
    expect([code, message]).toEqual(['database_unusable', expect.stringMatching(says)]);
    expect(ms).toBeLessThan(1_000);
  });

  it('that is a file, or below one, stops the start, and says so', () => {
    const file = dataDirectory();
    writeFileSync(file, '');
    expect(refusal(file)).toMatchObject({
      ...{ code: 'database_unusable', message: expect.stringMatching(/data is no folder \(EEXIST\): choose another/) },
    });
    expect(refusal(join(file, 'data'))).toMatchObject({
      code: 'database_unusable',
      message: expect.stringMatching(/data\/data cannot be used: \/.*\/data is no folder \(EEXIST\): choose/),
    });
  });

  it('is made private again when it holds nothing but ours', () => {
    const directory = dataDirectory();
    opened(directory, () => {});
    chmodSync(directory, 0o755);
    chmodSync(join(directory, FILE), 0o644);
    opened(directory, () => {
      expect(modeOf(directory)).toBe('700');
      for (const file of readdirSync(directory)) expect(modeOf(join(directory, file))).toBe('600');
    });
  });

  it('that others can read, and that holds other things, is refused and left as it is', () => {
    const directory = dataDirectory();
    mkdirSync(directory, { mode: 0o755 });
    writeFileSync(join(directory, 'holiday.jpg'), '');
    expect(refusal(directory)).toMatchObject({ code: 'database_unsafe', message: expect.stringContaining(directory) });
    expect(readdirSync(directory)).toEqual(['holiday.jpg']);
    expect(modeOf(directory)).toBe('755');
  });
});

describe('a data directory that is in use', () => {
  const expectLocked = (told: { code: string; message: string }, directory: string): void => {
    expect(told.code).toBe('database_locked');
    expect(told.message).toContain(directory);
    expect(told.message).toContain('stop it, or use another data directory');
  };

  it('is refused at once to a second opening in the same process, and the first works on', () => {
    const directory = dataDirectory();
    opened(directory, (db) => {
      const told = refusal(directory);
      expectLocked(told, directory);
      expect(told.ms).toBeLessThan(1_000);
      expect(() => db.exec('CREATE TABLE t (x)')).not.toThrow();
      expect(refusal(directory).code).toBe('database_locked');
    });
  });

  it('is refused within a second to another process', async () => {
    const directory = dataDirectory();
    const queue = await openSqliteQueue(storeOptions(directory));
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('./open.ts', import.meta.url))};
      const start = performance.now();
      try { openDatabase(${JSON.stringify(directory)}, ${JSON.stringify(QUEUE_FILE)}); }
      catch ({ code, message }) { console.log(JSON.stringify({ code, message, ms: performance.now() - start })); }`;
    const other = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const told = JSON.parse(other.stdout) as { code: string; message: string; ms: number };
    expectLocked(told, directory);
    expect(told.ms).toBeLessThan(1_000);
    await queue.close();
  });

  it('is refused to a second queue with the same code', async () => {
    const directory = dataDirectory();
    const queue = await openSqliteQueue(storeOptions(directory));
    await expect(openSqliteQueue(storeOptions(directory))).rejects.toMatchObject({ code: 'database_locked' });
    await queue.close();
    await (await openSqliteQueue(storeOptions(directory))).close();
  });
});

describe('the schema', () => {
  it('is numbered, and steps that a file has had are not taken again', () => {
    const directory = dataDirectory();
    const [version, tables] = opened(directory, (db) => [pragma(db, 'user_version'), schemaOf(db)]);
    expect(version).toBeGreaterThan(0);
    opened(directory, (db) => {
      migrate(db, directory, QUEUE_FILE.migrations);
      expect([pragma(db, 'user_version'), schemaOf(db)]).toEqual([version, tables]);
    });
  });

  it('of a later version is refused, and the file is not touched', () => {
    const directory = dataDirectory();
    opened(directory, (db) => db.exec('PRAGMA user_version = 4711'));
    const before = readFileSync(join(directory, FILE));
    const { code, message } = refusal(directory);
    expect(code).toBe('database_newer');
    expect(message).toContain(join(directory, FILE));
    expect(message).toMatch(/4711.*run that version/);
    expect(readFileSync(join(directory, FILE)).equals(before)).toBe(true);
  });

  it('of something else under our name is refused with the path', () => {
    const directory = dataDirectory();
    mkdirSync(directory, { mode: 0o700 });
    writeFileSync(join(directory, FILE), 'this is a letter to my aunt, and no database at all. '.repeat(100));
    expect(refusal(directory)).toMatchObject({ code: 'database_damaged', message: expect.stringContaining(directory) });
  });
});
