import { DspatchError } from '../base/errors.ts';
import type { KeyRing } from './key-ring.ts';
import type { SealedStore } from './sealed-store.ts';

/** A master key, by an id that says nothing of it. */
export interface KeyState {
  readonly id: string;
  /** `newest`: seals from now on. `missing`: something is sealed under it, and the gateway does not have it. */
  readonly state: 'newest' | 'older' | 'missing';
  /** What is sealed under it: how many, by what they are. */
  readonly sealed: Readonly<Record<string, number>>;
}

/** The master keys, the newest first, and where they are kept. */
export interface KeyStates {
  readonly keptIn: 'file' | 'environment';
  readonly keys: readonly KeyState[];
}

/** What came of a rotation. */
export interface Rotated extends KeyStates {
  /** How many things were sealed anew. */
  readonly resealed: number;
  /** Keys that nothing is sealed under any more: out of the file; in the environment they are for a person to take out. */
  readonly retired: readonly string[];
}

/** The keys there are, and those that something is sealed under. */
export async function keyStates(keys: KeyRing, stores: readonly SealedStore[]): Promise<KeyStates> {
  const inUse = await Promise.all(stores.map(async (store) => [store.keeps, await store.keysInUse()] as const));
  const used = inUse.flatMap(([, counts]) => [...counts.keys()]);
  const states = [...new Set([...keys.ids, ...used])].map((id): KeyState => {
    const sealed = inUse.map(([what, counts]) => [what, counts.get(id) ?? 0] as const).filter(([, n]) => n > 0);
    const state = id === keys.current ? 'newest' : keys.ids.includes(id) ? 'older' : 'missing';
    return { id, state, sealed: Object.fromEntries(sealed) };
  });
  return { keptIn: keys.isOwned ? 'file' : 'environment', keys: states };
}

/**
 * Seals everything under a new master key, and forgets those that nothing needs any more. Each step is stored by itself, and a key is
 * forgotten last: whoever is stopped in between has all keys, and rotates again. Where the environment has the keys, a person puts the
 * new one there first: rejects with `master_key`, saying so, where there is none that is newer than what everything is sealed under.
 */
export async function rotate(keys: KeyRing, stores: readonly SealedStore[]): Promise<Rotated> {
  if (keys.isOwned) keys.addKey();
  else refuseWithoutNewKey(await keyStates(keys, stores));
  let resealed = 0;
  for (const store of stores) resealed += await store.resealOld();
  const after = await keyStates(keys, stores);
  const retired = after.keys.filter(isRetired).map(({ id }) => id);
  keys.forget(retired);
  return {
    ...after,
    keys: after.keys.filter(({ id }) => keys.ids.includes(id) || !retired.includes(id)),
    resealed,
    retired,
  };
}

function isRetired({ state, sealed }: KeyState): boolean {
  return state === 'older' && Object.keys(sealed).length === 0;
}

function refuseWithoutNewKey({ keys }: KeyStates): void {
  if (keys.some(({ state }) => state === 'older')) return;
  throw new DspatchError(
    'master_key',
    'the environment has the master key (DSPATCH_MASTER_KEY): put a new one (openssl rand -base64 32) before it there, with a comma between them, start the gateway again, and rotate then',
  );
}
