import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kit } from '../src/kits/kit.ts';
import { KITS } from '../src/kits/library.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';
import { createMovableClock } from '../src/sandbox/testing/clock.ts';
import { digestsOf, expected, fateOf, legible, NOW, type Oddity, readOddities } from './support/oddities.ts';

const TABLE = readOddities();
const ALL = TABLE.flatMap(({ oddities }) => oddities);
const DIGESTS = digestsOf(ALL.map(({ expect }) => expect));
const ACCOUNT = { advertiserId: '1234567890', clientId: 'test-client' };

describe('the table of real-world oddities', () => {
  it('has at least 130 events, each under a title of its own, with its outcome under every kit', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(130);
    expect(new Set(ALL.map(({ title }) => title)).size).toBe(ALL.length);
    const kits = [...KITS.keys()].sort();
    expect(ALL.filter((oddity) => Object.keys(oddity.expect).sort().join() !== kits.join())).toEqual([]);
  });
});

describe.each(TABLE)('$file', ({ oddities }) => {
  describe.each([...KITS.values()])('under $name', (kit) => {
    it.each(oddities.map((oddity) => [oddity.title, oddity] as const))('%s', (_, oddity) => {
      const fate = fateOf(oddity, kit.name);
      expect(legible(fate, DIGESTS)).toEqual(expected(oddity.expect[kit.name] ?? null, fate));
    });

    describe('before a judge that shares no code', () => {
      let sandbox: Sandbox;
      beforeAll(async () => {
        // The seeded definitions hold: money for one that is no purchase would be refused.
        sandbox = await startSandbox({ clock: createMovableClock(NOW), acceptMatchId: true });
      });
      afterAll(() => sandbox.close());

      it('every item is accepted by the stand-in for Amazon', async () => {
        const items = oddities.flatMap((oddity) => itemsOf(oddity, kit));
        expect(await refusals(sandbox, kit, items)).toEqual([]);
        expect(sandbox.events().map((event) => event.item)).toEqual(items.map(({ wire }) => JSON.parse(wire)));
      });
    });
  });
});

interface Item {
  readonly title: string;
  readonly wire: string;
}

function itemsOf(oddity: Oddity, kit: Kit): Item[] {
  const fate = fateOf(oddity, kit.name);
  return 'wires' in fate ? fate.wires.map((wire) => ({ title: oddity.title, wire })) : [];
}

/** Sends items as the gateway would, and gives those that are not taken, with the reason. */
async function refusals(sandbox: Sandbox, { codec }: Kit, items: readonly Item[]): Promise<unknown[]> {
  const refused: unknown[] = [];
  for (let from = 0; from < items.length; from += codec.facts.maxItems) {
    const batch = items.slice(from, from + codec.facts.maxItems);
    const { path, headers, body } = codec.request(
      batch.map(({ wire }) => Buffer.from(wire)),
      ACCOUNT,
    );
    const token = sandbox.login.accessToken(ACCOUNT.clientId);
    const response = await fetch(sandbox.url + path, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}` },
      body,
    });
    const answer = (await response.json()) as { error?: { index: number }[] };
    if (response.status !== 207) refused.push({ status: response.status, answer });
    const base = codec.facts.linkedBy === 'definition' ? 1 : 0;
    for (const error of answer.error ?? []) refused.push({ title: batch[error.index - base]?.title, error });
  }
  return refused;
}
