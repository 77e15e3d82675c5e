import { DEFINITION_PLACEHOLDER } from '../kits/kit.ts';
import type { Integration } from './integration.ts';

/** The events with a conversion definition that is still the placeholder: what is to count for it is never sent. */
export function unconfiguredEvents(integration: Integration): string[] {
  return integration.playbook.events.filter((name) => {
    const input = integration.playbook.section(name)?.inputs.get('conversionDefinitionId');
    return [input?.constant].flat().includes(DEFINITION_PLACEHOLDER);
  });
}
