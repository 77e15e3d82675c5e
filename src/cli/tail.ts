import { Command, Option } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { DEAD_REASONS } from '../delivery/outcome.ts';
import { DROP_REASONS } from '../event/drop.ts';
import { LIVE_FATES, type LiveEvent, type LiveFate, type LiveRoute, type LiveSettled } from '../telemetry/live-item.ts';
import type { LiveMessage } from '../telemetry/live-watcher.ts';
import { type AskingOptions, asking, clientOf } from './asking.ts';
import { eventOption, integrationOption, pipelineOption, reasonOption } from './filters.ts';
import { print, printJsonLine, tell } from './output.ts';
import { stopSignal } from './stop-signal.ts';
import { SUMMARIES } from './summaries.ts';

interface TailOptions extends AskingOptions {
  readonly pipeline?: string;
  readonly integration?: string;
  readonly event?: string;
  readonly fate?: LiveFate;
  readonly reason?: string;
}

/** `dspatch tail`: events as they come, and what becomes of them. */
export function tailCommand(): Command {
  const reasons = [...Object.keys(DROP_REASONS), ...Object.keys(DEAD_REASONS)];
  const command = new Command('tail')
    .description(SUMMARIES.tail)
    .addOption(pipelineOption())
    .addOption(integrationOption())
    .addOption(eventOption())
    .addOption(new Option('--fate <fate>', 'only what mapping made this of').choices([...LIVE_FATES]))
    .addOption(reasonOption(reasons))
    .action((options: TailOptions) => tail(options));
  return asking(command, 'dspatch tail --event "Order Completed"');
}

async function tail(options: TailOptions): Promise<void> {
  const { pipeline, integration, event, fate, reason } = options;
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  const query = { pipeline, integration, event, fate, reason };
  for await (const message of clientOf(options).follow('GET /api/live', query, { signal: stopping.signal })) {
    if (options.json) printJsonLine(message);
    else if (message.event === 'missed') tell(`${message.data.n} more came meanwhile: they are in dspatch events.`);
    else for (const line of linesOf(message)) print(line);
  }
  if (!stopping.signal.aborted) throw new DspatchError('stream_ended', 'the gateway has ended, or the token has');
}

/** An event with a line for each integration; what became of a delivery in one. */
export function linesOf(message: Exclude<LiveMessage, { event: 'missed' }>): string[] {
  const line = (at: number, { pipeline, event, messageId }: LiveEvent | LiveSettled, rest: readonly string[]): string =>
    [new Date(at).toISOString(), pipeline, event, messageId, rest.filter((part) => part !== '').join(' · ')].join('  ');
  if (message.event === 'settled') {
    const { data } = message;
    const { at, integration, became, reason = '', detail = '', requestId, nextAt } = data;
    const again = nextAt === undefined ? '' : `next at ${new Date(nextAt).toISOString()}`;
    const request = requestId === undefined ? '' : `request ${requestId}`;
    return [line(at, data, [`${integration}: ${became}`, reason, detail, request, again])];
  }
  return message.data.routes.map((route) => line(message.data.receivedAt, message.data, partsOf(route)));
}

function partsOf({ integration, fate, reason, detail, target, consent, notes, keys }: LiveRoute): string[] {
  const listed = (what: string, list: readonly string[] = []): string =>
    list.length === 0 ? '' : `${what}${list.join(', ')}`;
  return [
    `${integration === '' ? '(no integration)' : integration}: ${fate}`,
    ...[reason ?? '', detail ?? '', target === undefined ? '' : `for ${target}`],
    ...[listed('', keys?.present), listed('unusable: ', keys?.unusable), listed('missing: ', keys?.missing)],
    ...[consent === undefined ? '' : `consent: ${consent}`, listed('', notes)],
  ];
}
