import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killRounds, UNDER_WAY } from './support/kill-rounds.ts';

/** `KILL_SEED=...` repeats a run, as far as the machine's own timing lets it. */
const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
const ROUNDS = 8;

it('a gateway that is killed under load, again and again, loses nothing that it acknowledged', {
  timeout: 180_000,
}, async () => {
  const verdict = await killRounds({ seed, rounds: ROUNDS });
  const what = `KILL_SEED=${seed} ${JSON.stringify({ ...verdict, lost: verdict.lost.length })}`;
  expect(verdict.lost, what).toEqual([]);
  expect(verdict.invented, what).toEqual([]);
  expect(verdict.waiting, what).toBe(0);
  expect(verdict.duplicates, what).toBeLessThanOrEqual(ROUNDS * UNDER_WAY);
  expect(verdict.delivered, what).toBe(verdict.accepted);
  // There was load, and most of it was taken.
  expect(verdict.acknowledged, what).toBeGreaterThan(ROUNDS * 50);
});

it('and one that acknowledges before it stores is found out by the same test', { timeout: 120_000 }, async () => {
  const preload = join(import.meta.dirname, 'support/acknowledge-early.ts');
  const { lost, invented } = await killRounds({ seed, rounds: 3, preload });
  expect(lost.length, `KILL_SEED=${seed}`).toBeGreaterThan(0);
  expect(invented).toEqual([]);
});
