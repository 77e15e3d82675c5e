import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { Egress } from '../amazon/egress.ts';
import { systemClock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { type Json, own } from '../base/json.ts';
import { didYouMean, formatPath } from '../base/problem.ts';
import { loadIntegration } from '../config/load.ts';
import type { IntegrationConfig } from '../config/schema.ts';
import type { Event } from '../event/event.ts';
import { eventType, type Parsed, parseBatch, parseBody, parseEvent, type Receipt } from '../event/parse.ts';
import { parseTime } from '../event/time.ts';
import { readinessOf } from '../identity/readiness.ts';
import { KITS } from '../kits/library.ts';
import type { Integration } from '../pipeline/integration.ts';
import { loadOrThrow } from './configured.ts';
import { type Line, readLines } from './ndjson.ts';

interface MapOptions {
  readonly kit?: string;
  readonly file?: string;
  readonly integration?: string;
  readonly param: readonly string[];
  readonly now?: string;
}

/** `dspatch map`: the offline playbook test. */
export function mapCommand(): Command {
  return new Command('map')
    .description('Show what events would become, without sending anything: the offline playbook test.')
    .argument('[events]', 'file of events, one JSON object a line; - for standard input', '-')
    .addOption(new Option('--kit <kit>', 'the starter kit to map with').choices([...KITS.keys()]))
    .option('-f, --file <file>', 'a configuration file, whose integrations are mapped with')
    .option('--integration <name>', 'of the file, only this integration')
    .option('--param <K=V>', 'set a parameter; DEFINITION.<event>=<id> sets an event’s definition', collect, [])
    .option('--now <time>', 'the time to take as now (ISO-8601); decides what is too old')
    .option('--json', 'one JSON line per event and integration (the only form there is)')
    .addHelpText(
      'after',
      `
Prints for each event and integration:
  {"messageId":..., "integration":..., "status":"mapped"|"dropped", "reason":..., "detail":..., "conversion":{...}, "wire":{...}}

Example:
  dspatch map --kit amazon-dsp-capi --param "DEFINITION.Order Completed=123" events.ndjson`,
    )
    .action(run);
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

async function run(events: string, options: MapOptions): Promise<void> {
  const integrations = integrationsOf(options);
  const now = options.now === undefined ? systemClock.now() : parseTime(options.now);
  if (now === undefined)
    throw new DspatchError('usage', `--now: "${options.now}" is not a time (2026-11-20T10:15:30Z)`);
  const receipt: Receipt = { receivedAt: now, newId: randomUUID };
  for await (const line of readLines(events)) {
    for (const parsed of parseLine(line, receipt)) {
      for (const integration of integrations) {
        const result = parsed.ok
          ? mapOne(integration, parsed.value, now)
          : {
              messageId: null,
              integration: integration.name,
              status: 'dropped',
              reason: 'invalid_event',
              detail: `line ${line.number}: ${parsed.problem.message}`,
            };
        process.stdout.write(`${JSON.stringify(result)}\n`);
      }
    }
  }
}

function mapOne(integration: Integration, event: Event, now: number): object {
  const head = { messageId: event.messageId, integration: integration.name };
  const { drop, deliveries, consent, identity } = integration.map(event, now);
  const about = {
    ...(consent === undefined ? {} : { consent }),
    ...(identity === undefined ? {} : { match: readinessOf(identity, integration.options.identity.types) }),
  };
  if (drop !== undefined) return { ...head, status: 'dropped', ...drop, ...about };
  const [first, ...further] = deliveries.map(({ conversion, wire }) => ({ conversion, wire: JSON.parse(wire) }));
  return { ...head, status: 'mapped', ...first, ...(further.length === 0 ? {} : { further }), ...about };
}

/** A line holds one call, or a whole batch. A call without a type is what it looks like. */
function parseLine({ text }: Line, receipt: Receipt): readonly Parsed<Event>[] {
  const body = parseBody(Buffer.from(text));
  if (!body.ok) return [body];
  if (Array.isArray(own(body.value, 'batch'))) {
    const batch = parseBatch(body.value, receipt);
    if (!batch.ok) return [batch];
    const problems = batch.value.problems.map((problem): Parsed<Event> => ({ ok: false, problem }));
    return [...batch.value.events.map((value): Parsed<Event> => ({ ok: true, value })), ...problems];
  }
  const type = eventType(own(body.value, 'type')) ?? (own(body.value, 'type') === undefined ? 'track' : undefined);
  if (type === undefined) {
    return [{ ok: false, problem: { code: 'invalid_event', message: '"type" is not one of the Segment spec' } }];
  }
  return [parseEvent(body.value, type, receipt)];
}

function integrationsOf(options: MapOptions): Integration[] {
  const parameters = parametersOf(options.param);
  if (options.file === undefined) {
    const kit = options.kit ?? 'amazon-dsp-capi';
    return [compile(kit, { kit, parameters, playbook: {} })];
  }
  const { config } = loadOrThrow(options.file, { connect: false });
  const names = options.integration === undefined ? Object.keys(config.integrations) : [options.integration];
  if (names.length === 0) throw new DspatchError('usage', `${options.file} has no integrations`);
  return names.map((name) => {
    const integration = config.integrations[name];
    if (integration === undefined) {
      const hint = didYouMean(name, Object.keys(config.integrations));
      throw new DspatchError('usage', `${options.file} has no integration "${name}"${hint}`);
    }
    return compile(name, {
      kit: options.kit ?? integration.kit,
      parameters: { ...integration.parameters, ...parameters },
      playbook: integration.playbook,
    });
  });
}

function parametersOf(given: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new DspatchError('usage', `--param: "${pair}" should be NAME=VALUE`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function compile(name: string, config: IntegrationConfig): Integration {
  const { integration, problems } = loadIntegration(name, config, {
    resolveSecret: () => ({ error: 'not read' }),
    connect: false,
    egress: new Egress([]),
  });
  if (integration !== undefined) return integration.integration;
  const lines = problems.map((problem) => `${formatPath(problem.path)}: ${problem.message}`);
  throw new DspatchError('config_invalid', `${name}:\n  ${lines.join('\n  ')}`);
}
