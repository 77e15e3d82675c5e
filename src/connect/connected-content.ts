import { CONVERSION_TYPES } from '../amazon/conversion.ts';
import type { Json } from '../base/json.ts';
import type { IntegrationContent } from '../catalog/model.ts';
import { IN_VAULT } from '../config/secrets.ts';
import type { Kit } from '../kits/kit.ts';
import { DEFINITION_PREFIX } from '../kits/parameters.ts';
import { overlay } from '../playbook/overlay.ts';
import type { PlaybookConfig, SectionConfig } from '../playbook/schema.ts';
import { typeIn } from './events-to-send.ts';

/** What a connection decides of an integration. */
export interface Decided {
  readonly kit: Kit;
  /** The parameters of the connection; undefined takes one away. */
  readonly parameters: Readonly<Record<string, Json | undefined>>;
  /** The definition chosen for each event; `null` for an event that is not to be sent. Other events stay as they are. */
  readonly definitions: Readonly<Record<string, ChosenDefinition | null>>;
}

/** A definition as far as a playbook needs to know it. */
export interface ChosenDefinition {
  readonly id: string;
  /** As Amazon says it. */
  readonly type: string;
}

/** An integration as it is once it is connected: what was there (undefined: nothing yet) with what was decided in its place. */
export function connectedContent(before: IntegrationContent | undefined, decided: Decided): IntegrationContent {
  const { kit, definitions } = decided;
  const parameters: Record<string, Json> = { ...before?.parameters };
  for (const [name, value] of Object.entries(decided.parameters)) {
    if (value === undefined) delete parameters[name];
    else parameters[name] = value;
  }
  // A definition given as a parameter would go before the playbook's.
  for (const event of Object.keys(definitions)) delete parameters[`${DEFINITION_PREFIX}${event}`];
  parameters.CLIENT_SECRET = IN_VAULT;
  parameters.REFRESH_TOKEN = IN_VAULT;
  return { kit: kit.name, parameters, playbook: withDefinitions(kit, before?.playbook ?? {}, definitions) };
}

function withDefinitions(kit: Kit, playbook: PlaybookConfig, definitions: Decided['definitions']): PlaybookConfig {
  if (Object.keys(definitions).length === 0) return playbook;
  const events: Record<string, SectionConfig | null> = { ...playbook.events };
  const effective = overlay(kit.playbook, playbook).events ?? {};
  for (const [event, chosen] of Object.entries(definitions)) {
    if (chosen === null) {
      events[event] = null;
      continue;
    }
    const usual = typeIn(effective[event] ?? kit.playbook.events?.[event]);
    const type = CONVERSION_TYPES.find((known) => known === chosen.type);
    events[event] = {
      ...events[event],
      conversionDefinitionId: { enrichment: chosen.id },
      // Amazon goes by the definition's type: by it we know whether money may be sent.
      ...(type === undefined || type === usual ? {} : { conversionType: { enrichment: type } }),
    };
  }
  return { ...playbook, events };
}
