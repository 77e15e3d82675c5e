import { Command, InvalidArgumentError } from 'commander';
import type { PreviewBody } from '../admin/api/preview.ts';
import { DspatchError } from '../base/errors.ts';
import type { AdminClient } from './admin-client.ts';
import { type AskingOptions, asking, clientOf } from './asking.ts';
import { readLines } from './ndjson.ts';
import { onlyPipeline } from './only-pipeline.ts';
import { print, printJson } from './output.ts';
import { previewReport } from './preview-report.ts';
import { SUMMARIES } from './summaries.ts';

interface PreviewOptions extends AskingOptions {
  readonly integration?: string;
  readonly of?: 'draft' | number;
  readonly pipeline?: string;
  /** A messageId; true: the newest. */
  readonly recent?: string | true;
}

/** `dspatch preview`: an event's way through an integration of a running gateway, step by step. */
export function previewCommand(): Command {
  return asking(new Command('preview'), 'dspatch preview --integration amazon-us --of draft event.json')
    .description(SUMMARIES.preview)
    .argument('[event]', 'file of one call as JSON; - for standard input, which is the default')
    .option(
      '--recent [messageId]',
      'in its place: one of the latest events of --pipeline, as its copy is kept; the newest',
    )
    .option('--integration <name>', 'the integration; may be left out where there is one alone')
    .option('--of <draft|N>', 'its draft (the default), or a revision', draftOrRevision)
    .option('--pipeline <name>', 'with its variables; without --of, by what it runs')
    .action(run);
}

function draftOrRevision(text: string): 'draft' | number {
  if (text === 'draft') return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be draft, or the number of a revision');
}

async function run(file: string | undefined, options: PreviewOptions): Promise<void> {
  const client = clientOf(options);
  const looked =
    options.recent === undefined ? { event: await readEvent(file ?? '-') } : await recentOf(client, file, options);
  const integration = options.integration ?? (await onlyIntegration(client, options.pipeline));
  const { of, pipeline } = options;
  const view = await client.call('POST /api/integrations/:integration/preview', {
    params: { integration },
    body: { ...looked, of, pipeline },
  });
  if (options.json) printJson(view);
  else print(previewReport(view));
}

/** As text: numbers stay as they were written. */
async function readEvent(file: string): Promise<string> {
  const lines: string[] = [];
  for await (const { text } of readLines(file)) lines.push(text);
  const event = lines.join('\n');
  if (event !== '') return event;
  throw new DspatchError('usage', `${file === '-' ? 'standard input' : file} is empty: give one event`);
}

/** Which of the latest events is looked at. */
async function recentOf(
  client: AdminClient,
  file: string | undefined,
  options: PreviewOptions,
): Promise<Pick<PreviewBody, 'recent'>> {
  if (file !== undefined) throw new DspatchError('usage', 'give an event or --recent, and not both');
  const pipeline = options.pipeline ?? (await onlyPipeline(client));
  if (typeof options.recent === 'string') return { recent: { pipeline, messageId: options.recent } };
  const params = { pipeline };
  const { events } = await client.call('GET /api/pipelines/:pipeline/recent-events', { params, query: { limit: 1 } });
  const [newest] = events;
  if (newest !== undefined) return { recent: { pipeline, messageId: newest.messageId } };
  throw new DspatchError('not_found', `no copy of an event is kept for the pipeline "${pipeline}" yet`);
}

/** The integration that is meant where none is named: the only one of the pipeline, or of the gateway. */
async function onlyIntegration(client: AdminClient, pipeline: string | undefined): Promise<string> {
  const { integrations } = await client.call('GET /api/integrations');
  const names = integrations
    .filter(({ live }) => pipeline === undefined || live.some((one) => one.pipeline === pipeline))
    .map(({ name }) => name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const where = pipeline === undefined ? 'the gateway has' : `the pipeline "${pipeline}" runs`;
  const what = names.length === 0 ? 'none' : names.join(', ');
  throw new DspatchError('usage', `name the integration with --integration: ${where} ${what}`);
}
