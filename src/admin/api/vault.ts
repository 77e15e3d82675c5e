import type { KeyStates, Rotated } from '../../vault/rotation.ts';

export type { KeyState, KeyStates, Rotated } from '../../vault/rotation.ts';

/** The master keys that secrets are sealed under, by ids that say nothing of them. */
export interface VaultOperations {
  'GET /api/vault': { response: KeyStates };
  /** Seals everything under a new key; where the environment has the keys, under the one that was put first there. */
  'POST /api/vault/rotate': { response: Rotated };
}
