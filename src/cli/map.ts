import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { systemClock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { own } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { type Parsed, parseBatch, parseBody, parseTyped, type Receipt } from '../event/parse.ts';
import { parseTime } from '../event/time.ts';
import { readinessOf } from '../identity/readiness.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import { KITS } from '../kits/library.ts';
import { compare, type Made } from '../pipeline/compare.ts';
import type { Integration } from '../pipeline/integration.ts';
import { underKit } from '../pipeline/under-kit.ts';
import { ComparisonReport } from './comparison-report.ts';
import { compile, type MappedWith, partsOf, refuseUnread } from './mapped-with.ts';
import { type Line, readLines } from './ndjson.ts';
import { printJsonLine, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';

interface MapOptions extends MappedWith {
  readonly now?: string;
  readonly compare?: true;
  readonly json?: true;
}

/** `dspatch map`: the offline playbook test. */
export function mapCommand(): Command {
  return new Command('map')
    .description(SUMMARIES.map)
    .argument('[events]', 'file of events, one JSON object a line; - for standard input', '-')
    .addOption(new Option('--kit <kit>', 'the starter kit to map with').choices([...KITS.keys()]))
    .option('-f, --file <file>', 'a configuration file, whose integrations are mapped with')
    .option('--integration <name>', 'of the file, only this integration')
    .option('--param <K=V>', 'set a parameter; DEFINITION.<event>=<id> sets an event’s definition', collect)
    .option('--var <K=V>', 'set a variable of the pipeline, which playbooks read as pipeline.<name>', collect)
    .option('--now <time>', 'the time to take as now (ISO-8601); decides what is too old')
    .option('--compare', 'map under both kits, the older API’s first, and show in what they differ')
    .option('--json', 'JSON lines, which without --compare is the only form there is')
    .addHelpText(
      'after',
      `
Prints for each event and integration:
  {"messageId":..., "integration":..., "status":"mapped"|"dropped", "reason":..., "detail":..., "conversion":{...}, "wire":{...}}
A line that is no event is "refused", with the code with which the gateway would refuse it; then the exit code is 1.

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
  let refused = 0;
  for await (const line of readLines(events)) {
    for (const parsed of parseLine(line, receipt)) {
      if (!parsed.ok) refused += 1;
      show.event(parsed, line);
    }
  }
  show.end();
  if (refused === 0) return;
  tell(refused === 1 ? 'One event could not be read.' : `${refused} events could not be read.`);
  process.exitCode = 1;
}

/** What happens to each event that is read, and when all are. */
interface Shown {
  event(parsed: Parsed<Event>, line: Line): void;
  end(): void;
}

function mapping(options: MapOptions, now: number): Shown {
  const integrations = partsOf(options).map(({ name, kit, part }) => compile(name, { kit, ...part }, options));
  refuseUnread(integrations, options);
  return {
    event: (parsed, line) => {
      for (const integration of integrations) {
        const result = parsed.ok
          ? mapOne(integration, parsed.value, now)
          : {
              messageId: null,
              integration: integration.name,
              status: 'refused',
              reason: parsed.problem.code,
              detail: `line ${line.number}: ${parsed.problem.message}`,
            };
        printJsonLine(result);
      }
    },
    end: () => undefined,
  };
}

function comparing(options: MapOptions, now: number): Shown {
  const [older, newer] = [amazonDspCapi, amazonDspEvents];
  const sides = partsOf(options, [older, newer]).map(({ name, part }) => {
    const [before, after] = [underKit(part, older), underKit(part, newer)];
    return {
      name,
      before: compile(name, { kit: older.name, parameters: before.parameters, playbook: before.playbook }, options),
      after: compile(name, { kit: newer.name, parameters: after.parameters, playbook: after.playbook }, options),
      left: after.left,
    };
  });
  refuseUnread(
    sides.flatMap(({ before, after }) => [before, after]),
    options,
  );
  const report = new ComparisonReport([older.name, newer.name], options.json === true);
  return {
    event: (parsed, line) => {
      if (!parsed.ok) return report.unreadable(line.number, parsed.problem.message);
      const event = parsed.value;
      for (const { name, before, after } of sides) {
        const made = (by: Integration): Made => ({ by, mapped: by.map(event, now) });
        const comparison = compare(made(before), made(after));
        report.add(name, event, mapOne(before, event, now), mapOne(after, event, now), comparison);
      }
    },
    end: () => report.end(new Set(sides.flatMap((side) => side.left))),
  };
}

/** What one integration makes of an event, as it is printed. */
interface MappedEvent {
  readonly status: 'mapped' | 'dropped';
  readonly reason?: string;
  readonly detail?: string;
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
  return [parseTyped(body.value, receipt)];
}
