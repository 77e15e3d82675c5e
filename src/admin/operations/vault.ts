import { z } from 'zod';
import type { KeyRing } from '../../vault/key-ring.ts';
import { keyStates, rotate } from '../../vault/rotation.ts';
import type { SealedStore } from '../../vault/sealed-store.ts';
import type { VaultOperations } from '../api/vault.ts';
import type { Handlers, Specs } from '../operation.ts';

const states = {
  keptIn: z.enum(['file', 'environment']),
  keys: z.array(
    z.strictObject({
      id: z.string(),
      state: z
        .enum(['newest', 'older', 'missing'])
        .describe('missing: something is sealed under it, and the gateway does not have it'),
      sealed: z.record(z.string(), z.int()).describe('what is sealed under it: how many, by what they are'),
    }),
  ),
};

export const VAULT_SPECS: Specs<VaultOperations> = {
  'GET /api/vault': {
    permission: 'administer',
    summary: 'The master keys by their ids, and how much is sealed under each. Never a key, never a secret.',
    response: z.strictObject(states),
  },
  'POST /api/vault/rotate': {
    permission: 'administer',
    summary: 'Seal everything under a new master key, and forget those that nothing needs any more.',
    response: z.strictObject({
      ...states,
      resealed: z.int(),
      retired: z
        .array(z.string())
        .describe('keys that nothing is sealed under any more: where the environment has them, take them out there'),
    }),
  },
};

/** What the operations on master keys work with. */
export interface VaultParts {
  readonly keys: KeyRing;
  /** Everything that keeps what is sealed under them. */
  readonly sealedStores: readonly SealedStore[];
}

export function vaultHandlers({ keys, sealedStores }: VaultParts): Handlers<VaultOperations> {
  return {
    'GET /api/vault': () => keyStates(keys, sealedStores),
    'POST /api/vault/rotate': async ({ audit }) => {
      const before = keys.current;
      const rotated = await rotate(keys, sealedStores);
      const { resealed, retired } = rotated;
      audit('master_key.rotated', 'vault', {
        before: { key: before },
        after: { key: keys.current, resealed, retired: [...retired] },
      });
      return rotated;
    },
  };
}
