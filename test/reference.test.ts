import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MATCH_KEY_TYPES } from '../src/amazon/conversion.ts';
import { isObject, type Json, type JsonObject } from '../src/base/json.ts';
import { DROP_REASONS, type DropReason } from '../src/event/drop.ts';
import { sha256 } from '../src/identity/hash.ts';
import { amazonDspEvents } from '../src/kits/amazon-dsp-events.ts';
import type { Kit } from '../src/kits/kit.ts';
import { KITS } from '../src/kits/library.ts';
import { readParameters } from '../src/kits/parameters.ts';
import type { Integration, Mapped } from '../src/pipeline/integration.ts';
import { Pipeline } from '../src/pipeline/pipeline.ts';
import { expressionLanguage } from '../src/playbook/expression.ts';
import { EXAMPLE_TABLES, FUNCTIONS } from '../src/playbook/functions.ts';
import { MODIFIERS } from '../src/playbook/modifiers.ts';
import type { PlaybookConfig } from '../src/playbook/schema.ts';
import { MemoryQueue } from '../src/queue/memory.ts';
import { DROP_EXAMPLES, type DropExample, EXAMPLE_NOW } from '../src/reference/drop-examples.ts';
import { MATCH_KEY_EXAMPLES } from '../src/reference/match-key-examples.ts';
import { exampleOf, referencePages } from '../src/reference/pages.ts';
import { Secret } from '../src/vault/secret.ts';
import { eventOf } from './support/events.ts';
import { integrationOf, mapper, type Setting } from './support/mapper.ts';

const NOW = Date.parse(EXAMPLE_NOW);
const ORDER = { type: 'track', event: 'Order Completed', context: { traits: { email: 'abc@example.com' } } };

/** Lays one event over another, object by object. */
function laidOver(below: JsonObject, above: JsonObject): JsonObject {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = isObject(under) && isObject(value) ? laidOver(under, value) : value;
  }
  return result;
}

const map = (kit: Kit, event: JsonObject, setting: DropSetting): Mapped =>
  mapper(kit, settingOf(kit, setting), NOW)(event);

type DropSetting = Pick<DropExample, 'parameters' | 'section'>;

/** A kit's setting whose section for Order Completed is as wished, and which lacks nothing else. */
function settingOf(kit: Kit, { parameters = {}, section = {} }: DropSetting): Setting {
  const definition = kit.codec.facts.linkedBy === 'definition' ? { conversionDefinitionId: { enrichment: '1' } } : {};
  return { parameters, playbook: { events: { 'Order Completed': { ...definition, ...section } } } as PlaybookConfig };
}

describe('the reference', () => {
  it.each([...referencePages()])('page %s is as the definitions make it (npm run reference)', (name, text) => {
    expect(readFileSync(join(import.meta.dirname, '../docs/reference', name), 'utf8')).toBe(text);
  });

  describe.each([...KITS.values()])('of $name', (kit) => {
    it.each(kit.parameters)('parameter $name takes its example', (parameter) => {
      const example = exampleOf(parameter);
      expect(example).toBeDefined();
      const { problems } = readParameters([parameter], { [parameter.name]: example as Json }, () => new Secret('x'));
      expect(problems).toEqual([]);
    });

    it.each(kit.outputKeys)('output key $name gives what it says', ({ name, example }) => {
      const key = example.key ?? name;
      const { deliveries } = map(kit, laidOver(ORDER, example.event), {
        section: { [key]: example.input as JsonObject },
      });
      const conversion = deliveries[0]?.conversion as unknown as JsonObject;
      expect(conversion?.[key.split('.')[0] as string]).toEqual(example.gives);
    });
  });

  it.each(MODIFIERS)('modifier $name does what it says', ({ change, args, example }) => {
    const defaults = Object.fromEntries(args.map((arg) => [arg.name, arg.default as Json]));
    expect(change({ ...defaults, ...example.args })(example.from)).toEqual(example.to);
  });

  it.each(FUNCTIONS)('function $name gives what it says', ({ example: { expression, properties, result } }) => {
    const read = expressionLanguage(EXAMPLE_TABLES).compile(expression);
    if (typeof read !== 'function') throw new Error(read.error);
    expect(read({ event: eventOf({ ...ORDER, properties }, NOW), parameters: {} })).toEqual(result);
  });

  it.each(MATCH_KEY_TYPES)('match key %s is normalised as it says', (type) => {
    const { traits = {}, context = {}, userId, normal } = MATCH_KEY_EXAMPLES[type];
    const event = { ...ORDER, ...(userId && { userId }), context: { ...context, traits } };
    const parameters = { SEND_ADDRESS: 'on', SEND_IP: 'on' };
    const keys = map(amazonDspEvents, event, { parameters }).deliveries[0]?.conversion.matchKeys ?? [];
    const value = keys.find((key) => key.type === type)?.values[0];
    expect([normal, sha256(normal)]).toContain(value);
  });

  const mapped = Object.entries(DROP_EXAMPLES).filter(([, example]) => example.when === undefined);
  it.each(mapped)('reason %s is given to its example', (reason, { event, ...setting }) => {
    expect(map(amazonDspEvents, event, setting).drop?.reason).toBe(reason);
  });

  it('the reasons duplicate and no_integration are given to theirs', async () => {
    const queue = new MemoryQueue({ maxWaiting: 10, retention: { ledger: 1e9, dead: 1e9 } });
    const append = (example: DropReason, integrations: readonly Integration[]) =>
      queue.append([new Pipeline('web', integrations).intake(eventOf(DROP_EXAMPLES[example].event, NOW), NOW)], NOW);
    const integration = integrationOf(amazonDspEvents);
    await append('duplicate', [integration]);
    await append('duplicate', [integration]);
    await append('no_integration', []);
    const { entries } = await queue.search({ fate: 'dropped' });
    expect(entries.map((entry) => entry.reason).sort()).toEqual(['duplicate', 'no_integration']);
    expect(Object.keys(DROP_EXAMPLES)).toEqual(Object.keys(DROP_REASONS));
  });
});
