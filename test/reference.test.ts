import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MATCH_KEY_TYPES } from '../src/amazon/conversion.ts';
import { isObject, type Json, type JsonObject } from '../src/base/json.ts';
import { program } from '../src/cli/main.ts';
import { parseConfig } from '../src/config/load.ts';
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
import { compilePath } from '../src/playbook/path.ts';
import type { PlaybookConfig } from '../src/playbook/schema.ts';
import { MemoryQueue } from '../src/queue/memory.ts';
import { DROP_EXAMPLES, type DropExample, EXAMPLE_NOW } from '../src/reference/drop-examples.ts';
import { FAULT_EXAMPLES } from '../src/reference/fault-examples.ts';
import { COALESCE } from '../src/reference/functions-page.ts';
import { type IngestExample, REFUSALS, TAKEN } from '../src/reference/ingest-examples.ts';
import { exampleOf, screenExample } from '../src/reference/kit-page.ts';
import { MATCH_KEY_EXAMPLES } from '../src/reference/match-key-examples.ts';
import { platformName } from '../src/reference/modifiers-page.ts';
import { referencePages } from '../src/reference/pages.ts';
import { INPUT_EXAMPLES, PATH_EXAMPLES, PLAYBOOK_EXAMPLES } from '../src/reference/playbook-examples.ts';
import { SETTINGS_EXAMPLE } from '../src/reference/settings-page.ts';
import { KIND_SCHEMAS } from '../src/sandbox/faults/fault-schema.ts';
import { readFaults } from '../src/sandbox/faults/read-faults.ts';
import { Secret } from '../src/vault/secret.ts';
import { eventOf } from './support/events.ts';
import { basic, type DoorOptions, openDoor, WEB_KEY } from './support/front-door.ts';
import { integrationOf, mapper, type Setting } from './support/mapper.ts';

const ROOT = join(import.meta.dirname, '..');
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
    expect(readFileSync(join(ROOT, 'docs/reference', name), 'utf8')).toBe(text);
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

  it.each(MODIFIERS)('modifier $name goes by its name on other platforms, too', ({ name, args, example }) => {
    const named = { ...Object.fromEntries(args.map((arg) => [arg.name, arg.default])), ...example.args };
    const modifiers = [args.length === 0 ? platformName(name) : { [platformName(name)]: named as Json }];
    const key = { 'customData.x': { mapping: 'properties.x', modifiers } };
    expect(() => integrationOf(amazonDspEvents, { playbook: { global: key } })).not.toThrow();
  });

  it.each([COALESCE, ...FUNCTIONS])(
    'function $name gives what it says',
    ({ example: { expression, properties, result } }) => {
      const read = expressionLanguage(EXAMPLE_TABLES).compile(expression);
      if (typeof read !== 'function') throw new Error(read.error);
      expect(read({ event: eventOf({ ...ORDER, properties }, NOW), parameters: {} })).toEqual(result);
    },
  );

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

  it.each([...PLAYBOOK_EXAMPLES, ...INPUT_EXAMPLES])('playbook: $title', ({ playbook, variables = {}, rows }) => {
    const setting = { playbook: parse(playbook) as PlaybookConfig, variables };
    for (const { event, gives, without = [] } of rows) {
      const { drop, deliveries } = mapper(amazonDspEvents, setting, NOW)(laidOver(ORDER, event));
      const conversions = deliveries.map(({ conversion }) => conversion as unknown as JsonObject);
      if (typeof gives === 'string') expect(drop?.reason).toBe(gives);
      else expect(conversions).toMatchObject([gives].flat());
      for (const key of without) expect(conversions[0]).not.toHaveProperty(key);
    }
  });

  it.each(PATH_EXAMPLES)('path $path reads what it says', ({ path, event, gives }) => {
    const read = compilePath(path);
    if (typeof read !== 'function') throw new Error(read.error);
    expect(
      read({
        event: eventOf({ ...ORDER, ...event }, NOW),
        parameters: { DEFAULT_COUNTRY: 'US' },
        pipeline: { SHOP: 'berlin' },
      }),
    ).toEqual(gives);
  });

  it.each([...KITS.values()])('screens are sent by $name only where a playbook says so', (kit) => {
    const screen = { type: 'screen', name: 'Home', context: ORDER.context };
    expect(mapper(kit, {}, NOW)(screen).drop?.reason).toBe('unmapped');
    const { deliveries } = mapper(kit, { playbook: parse(screenExample(kit)) }, NOW)(screen);
    expect(deliveries.map(({ conversion }) => conversion.name)).toEqual(['screen']);
  });

  it('the settings are right as they stand', () => {
    const connect = parseConfig(SETTINGS_EXAMPLE, '/', { env: { AMAZON_CLIENT_SECRET: 's3cret' } });
    expect(connect).toMatchObject({ problems: [{ message: expect.stringContaining('/run/secrets/') }] });
    expect(parseConfig(SETTINGS_EXAMPLE, '/', { env: {}, connect: false }).ok).toBe(true);
  });

  it('so is the configuration of the README', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    const env = { AMAZON_CLIENT_SECRET: 's3cret' };
    const result = parseConfig(yaml.replace(/file:\S+(?=")/, 'env:AMAZON_CLIENT_SECRET'), '/', { env });
    expect(result).toMatchObject({ ok: true });
  });

  describe('ingest', () => {
    const ask = async (
      { method, path, key = WEB_KEY, headers = {}, body }: IngestExample,
      options: DoorOptions = {},
    ) => {
      const { app } = await openDoor(options);
      const given = {
        'content-type': 'application/json',
        ...(key !== null && { authorization: basic(key) }),
        ...headers,
      };
      return app.inject({
        method: method ?? 'POST',
        url: path,
        headers: given,
        ...(body !== undefined && { payload: typeof body === 'string' ? body : Buffer.from(body) }),
      });
    };

    it.each(TAKEN)('$title is answered as it says', async ({ example, status, answer }) => {
      const { statusCode, payload } = await ask(example);
      expect([statusCode, JSON.parse(payload)]).toEqual([status, answer]);
    });

    const inDoors = Object.entries(REFUSALS).filter(([, { onTheWire }]) => onTheWire !== true);
    it.each(inDoors)('%s is what its example gets', async (code, { status, example, given }) => {
      const { statusCode, payload } = await ask(example, given === undefined ? {} : { maxWaiting: 0 });
      expect([statusCode, JSON.parse(payload)]).toEqual([
        status,
        expect.objectContaining({ Error: code, Message: expect.any(String) }),
      ]);
    });

    it('every code that the sources refuse with has its example', () => {
      const files = globSync(['src/ingest/*.ts', 'src/event/*.ts']).filter((path) => !path.endsWith('.test.ts'));
      const text = files.map((path) => readFileSync(path, 'utf8')).join('\n');
      const refused = [...text.matchAll(/(?:refuse\((?:\s*\d{3},)?\s*|\b(?:code|Error): )'([a-z0-9_]+)'/g)].map(
        ([, code]) => code,
      );
      expect(refused.length).toBeGreaterThan(20);
      expect(Object.keys(REFUSALS)).toEqual(expect.arrayContaining([...new Set(refused)]));
    });
  });

  it.each(Object.values(FAULT_EXAMPLES))('fault $kind is one', (fault) => {
    expect(readFaults([JSON.parse(JSON.stringify(fault))])).toEqual([fault]);
  });

  it('each kind of fault has its example', () => {
    expect(Object.entries(FAULT_EXAMPLES).map(([kind, fault]) => [kind, fault.kind])).toEqual(
      [...KIND_SCHEMAS.keys()].map((kind) => [kind, kind]),
    );
  });

  describe('commands', () => {
    const pages = [
      'README.md',
      'docs/consent.md',
      'docs/operate.md',
      ...[...referencePages().keys()].map((name) => `docs/reference/${name}`),
    ];
    const shown = pages.flatMap((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(/```(?:sh|text)\n([\s\S]*?)```/g)].flatMap(
        ([, text]) => text ?? '',
      ),
    );
    const lines = shown
      .flatMap((text) => text.split('\n'))
      .filter((line) => /^ *dspatch [a-z]/.test(line))
      .map((line) => line.trim().replace(/ +#.*$| [>&].*$/, ''));

    it('have examples', async () => {
      for (const name of (await program()).commands.map((command) => command.name())) {
        expect(lines.filter((line) => line.split(' ')[1] === name)).not.toEqual([]);
      }
    });

    it.each([...new Set(lines)])('%s', async (line) => {
      const [, ...args] = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
      const command = (await program()).exitOverride();
      let ran = '';
      for (const one of command.commands) {
        for (const each of [one, ...one.commands]) {
          each.exitOverride().action(() => {
            ran = one.name();
          });
        }
      }
      await command.parseAsync(args, { from: 'user' });
      expect(ran).toBe(args[0]);
    });
  });

  it('the inputs on the page of modifiers are inputs', () => {
    const page = referencePages().get('modifiers.md') ?? '';
    const inputs = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => parse(yaml));
    expect(inputs.length).toBeGreaterThan(2);
    for (const global of inputs) expect(() => integrationOf(amazonDspEvents, { playbook: { global } })).not.toThrow();
  });

  it('every YAML and JSON that it shows is such', () => {
    for (const [name, text] of referencePages()) {
      for (const [, language, block = ''] of text.matchAll(/```(yaml|json)\n([\s\S]*?)```/g)) {
        const read = language === 'json' ? () => JSON.parse(block) : () => parse(block);
        expect(read, `${name}: ${block}`).not.toThrow();
      }
    }
  });

  it('its links lead somewhere', () => {
    const files = new Map([...referencePages()].map(([name, text]) => [`docs/reference/${name}`, text]));
    for (const path of ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/consent.md', 'docs/operate.md']) {
      files.set(path, readFileSync(join(ROOT, path), 'utf8'));
    }
    for (const [path, text] of files) {
      for (const [, target = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)/g)) {
        const file = join(ROOT, dirname(path), target);
        expect([path, target, existsSync(file)]).toEqual([path, target, true]);
        if (anchor !== undefined) expect(readFileSync(file, 'utf8').toLowerCase()).toContain(`# ${anchor}`);
      }
    }
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
