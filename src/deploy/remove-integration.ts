import type { Integrations } from '../catalog/integrations.ts';
import type { PipelineState } from '../catalog/model.ts';
import { vaultName } from '../config/secrets.ts';
import type { Vault } from '../vault/vault.ts';

/** What an integration is removed from. */
export interface RemoveFrom {
  readonly integrations: Integrations;
  readonly vault: Vault;
}

/**
 * Removes an integration that no pipeline has attached (the caller sees to that), and its secrets from the vault. Its revisions stay on record;
 * without the integration none can be deployed, and one that is made anew under the name is not to find the secrets of another. They go first:
 * stopped in between, the integration is still there to be removed.
 */
export async function removeIntegration(name: string, { integrations, vault }: RemoveFrom): Promise<void> {
  await integrations.need(name);
  await vault.removeUnder(vaultName(name, ''));
  await integrations.remove(name);
}

/** Whether a pipeline has an integration attached, in what runs or in its draft. */
export function isAttached({ live, draft }: PipelineState, name: string): boolean {
  return [...(live?.integrations ?? []), ...draft.integrations].some(({ integration }) => integration === name);
}
