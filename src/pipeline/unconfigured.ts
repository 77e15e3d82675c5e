import { DEFINITION_PLACEHOLDER } from '../kits/kit.ts';
import type { Integration } from './integration.ts';

/** The events whose conversion definition is still the placeholder: they are mapped, and never sent. */
export function unconfiguredEvents(integration: Integration): string[] {
  return integration.playbook.events.filter((name) => {
    const input = integration.playbook.section(name)?.inputs.get('conversionDefinitionId');
    return input?.kind === 'enrichment' && input.config.enrichment === DEFINITION_PLACEHOLDER;
  });
}
