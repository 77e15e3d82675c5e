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
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import { KITS } from '../kits/library.ts';
import { compare } from '../pipeline/compare.ts';
import type { Integration } from '../pipeline/integration.ts';
import { type OwnPart, underKit } from '../pipeline/under-kit.ts';
import { ComparisonReport } from './comparison-report.ts';
import { loadOrThrow } from './configured.ts';
import { type Line, readLines } from './ndjson.ts';
import { print } from './output.ts';

interface MapOptions {
  readonly kit?: string;
  readonly file?: string;
  readonly integration?: string;
  readonly param?: readonly string[];
  readonly now?: string;
  readonly compare?: true;
  readonly json?: true;
}

/** `dspatch map`: the offline playbook test. */
export function mapCommand(): Command {
  return new Command('map')
    .description('Show what events would become, without sending anything: the offline playbook test.')
    .argument('[events]', 'file of events, one JSON object a line; - for standard input', '-')
    .addOption(new Option('--kit <kit>', 'the starter kit to map with').choices([...KITS.keys()]))
    .option('-f, --file <file>', 'a configuration file, whose integrations are mapped with')
    .option('--integration <name>', 'of the file, only this integration')
    .option('--param <K=V>', 'set a parameter; DEFINITION.<event>=<id> sets an event’s definition', collect)
    .option('--now <time>', 'the time to take as now (ISO-8601); decides what is too old')
    .option('--compare', 'map under both kits, the older API’s first, and show in what they differ')
    .option('--json', 'JSON lines, which without --compare is the only form there is')
    .addHelpText(
      'after',
      `
Prints for each event and integration:
  {"messageId":..., "integration":..., "status":"mapped"|"dropped", "reason":..., "detail":..., "conversion":{...}, "wire":{...}}

Examples:
  dspatch map --kit amazon-dsp-capi --param "DEFINITION.Order Completed=123" events.ndjson
  dspatch map --compare -f dspatch.yaml --integration amazon-us events.ndjson`,
    )
    .action(run);
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

async function run(events: string, options: MapOptions): Promise<void> {
  const now = options.now === undefined ? systemClock.now() : parseTime(options.now);
  if (now === undefined)
    throw new DspatchError('usage', `--now: "${options.now}" is not a time (2026-11-20T10:15:30Z)`);
  const show = options.compare ? comparing(options, now) : mapping(options, now);
  const receipt: Receipt = { receivedAt: now, newId: randomUUID };
  for await (const line of readLines(events)) {
    for (const parsed of parseLine(line, receipt)) show.event(parsed, line);
  }
  show.end();
}

/** What happens to each event that is read, and when all are. */
interface Shown {
  event(parsed: Parsed<Event>, line: Line): void;
  end(): void;
}

function mapping(options: MapOptions, now: number): Shown {
  const integrations = integrationsOf(options);
  return {
    event: (parsed, line) => {
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
        print(JSON.stringify(result));
      }
    },
    end: () => undefined,
  };
}

function comparing(options: MapOptions, now: number): Shown {
  const [older, newer] = [amazonDspCapi, amazonDspEvents];
  const sides = partsOf(options).map(({ name, part }) => {
    const [before, after] = [underKit(part, older), underKit(part, newer)];
    return {
      name,
      before: compile(name, { kit: older.name, parameters: before.parameters, playbook: before.playbook }),
      after: compile(name, { kit: newer.name, parameters: after.parameters, playbook: after.playbook }),
      left: after.left,
    };
  });
  const report = new ComparisonReport([older.name, newer.name], options.json === true);
  return {
    event: (parsed, line) => {
      if (!parsed.ok) return report.unreadable(line.number, parsed.problem.message);
      const event = parsed.value;
      for (const { name, before, after } of sides) {
        report.add(name, event, mapOne(before, event, now), mapOne(after, event, now), {
          ...compare(before.map(event, now), after.map(event, now)),
        });
      }
    },
    end: () => report.end(new Set(sides.flatMap((side) => side.left))),
  };
}

/** What one integration makes of an event, as it is printed. */
interface MappedEvent {
  readonly status: 'mapped' | 'dropped';
  readonly reason?: string;
}

function mapOne(integration: Integration, event: Event, now: number): MappedEvent {
  const head = { messageId: event.messageId, integration: integration.name };
  const { drop, deliveries, withheld = [], consent, identity } = integration.map(event, now);
  const about = {
    ...(consent === undefined ? {} : { consent }),
    ...(identity === undefined ? {} : { match: readinessOf(identity, integration.options.identity.types) }),
  };
  if (drop !== undefined) return { ...head, status: 'dropped', ...drop, ...about };
  const [first, ...further] = deliveries.map(({ conversion, wire }) => ({ conversion, wire: JSON.parse(wire) }));
  const more = { ...(further.length === 0 ? {} : { further }), ...(withheld.length === 0 ? {} : { withheld }) };
  return { ...head, status: 'mapped', ...first, ...more, ...about };
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
  return partsOf(options).map(({ name, kit, part }) => compile(name, { kit: options.kit ?? kit, ...part }));
}

/** What is mapped with: a kit with the parameters given, or the integrations of a file with these laid over theirs. */
function partsOf(options: MapOptions): { readonly name: string; readonly kit: string; readonly part: OwnPart }[] {
  const parameters = parametersOf(options.param ?? []);
  if (options.file === undefined) {
    if (options.integration !== undefined) {
      throw new DspatchError('usage', '--integration names one of a configuration file: give the file too, with -f');
    }
    const kit = options.kit ?? amazonDspCapi.name;
    return [{ name: kit, kit, part: { parameters, playbook: {} } }];
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
    const part = { parameters: { ...integration.parameters, ...parameters }, playbook: integration.playbook };
    return { name, kit: integration.kit, part };
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
