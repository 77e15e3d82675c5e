import type { Conversion } from '../../src/amazon/conversion.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Kit } from '../../src/kits/kit.ts';
import { readParameters } from '../../src/kits/parameters.ts';
import { compileIntegration, type Integration, type Mapped } from '../../src/pipeline/integration.ts';
import type { PlaybookConfig } from '../../src/playbook/schema.ts';
import { eventOf, NOW } from './events.ts';

/** What is set otherwise than a kit has it. */
export interface Setting {
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly playbook?: PlaybookConfig;
  /** The pipeline's; without them the integration is looked at by itself. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** An integration of a kit, without its connection. Throws every problem of the setting. */
export function integrationOf(kit: Kit, { parameters = {}, playbook = {}, variables }: Setting = {}): Integration {
  const read = readParameters(kit.parameters, parameters, () => ({ error: 'not read' }), { requireAll: false });
  const source = { name: 'kit-under-test', kit, parameters: read.values.public, playbook, variables };
  const { integration, problems } = compileIntegration(source);
  const all = [...read.problems, ...problems];
  if (all.length > 0) throw new Error(all.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  return integration;
}

/** Maps what senders send with a kit. */
export function mapper(kit: Kit, setting?: Setting, now: number = NOW): (fields: JsonObject) => Mapped {
  const integration = integrationOf(kit, setting);
  return (fields) => integration.map(eventOf(fields, now), now);
}

/** The first conversion of what must have become one. */
export function mapped({ drop, deliveries }: Mapped): { conversion: Conversion; wire: JsonObject; lane: string } {
  const [first] = deliveries;
  if (first === undefined) throw new Error(`dropped: ${drop?.reason} ${drop?.detail}`);
  return { conversion: first.conversion, wire: JSON.parse(first.wire), lane: first.lane };
}
