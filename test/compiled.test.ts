import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MAPPING = join(import.meta.dirname, '../bench/mapping.ts');
/** A function that settles is undone some ten times; one that does not, hundreds of times. */
const MOST = 100;

/** V8 can undo a function's compiled code, compile the same again and undo it again, for ever: it costs half of the speed, and nothing says so. */
it('maps with code that stays compiled', () => {
  const script = `await (await import(${JSON.stringify(MAPPING)})).benchMapping(10_000)`;
  const run = spawnSync(process.execPath, ['--trace-deopt', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  expect(run.status, run.stderr).toBe(0);
  const undone = new Map<string, number>();
  for (const [, name = ''] of run.stdout.matchAll(/bailout \(kind.*?<JSFunction ([^>]+)>/g)) {
    undone.set(name, (undone.get(name) ?? 0) + 1);
  }
  // It tells something, so that it would tell of more.
  expect(undone.size).toBeGreaterThan(0);
  expect([...undone].filter(([, times]) => times > MOST)).toEqual([]);
});
