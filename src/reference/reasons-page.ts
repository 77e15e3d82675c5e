import { DEAD_REASONS } from '../delivery/outcome.ts';
import { DROP_REASONS, type DropReason } from '../event/drop.ts';
import { DROP_EXAMPLES } from './drop-examples.ts';
import { code, markdownTable } from './markdown.ts';
import { page } from './page.ts';

/** The page of the reasons. */
export function reasonsPage(): string {
  const drops = Object.entries(DROP_REASONS).map(([reason, { title, mend, mendable, again }]) => {
    const { event, parameters, section, when } = DROP_EXAMPLES[reason as DropReason];
    const set = [parameters && code(parameters), section && code(section), when].filter(Boolean).join(', ');
    return [
      code(reason),
      title,
      mend,
      `${mendable ? 'Yes' : 'No'}: ${again}`,
      `${code(event)}${set === '' ? '' : `, with ${set}`}`,
    ];
  });
  const dead = Object.entries(DEAD_REASONS).map(([reason, { title, mend }]) => [code(reason), title, mend]);
  return page(
    'Reasons',
    'An event that was taken (200) is delivered, waiting, dropped for one reason, or dead for one. What could not be taken at all is refused: its sender is told the code, and the codes are on the page of [ingest](ingest.md#refusals). `dspatch map` names the same codes, such as `invalid_event`, for lines of a file that are no events.',
    '## Dropped',
    'Every event that is not sent has exactly one of these. Of those that can be run again, `dspatch resend` does so, as far as sealed copies of them are kept (`server.sealedEvents`).',
    markdownTable(
      ['Reason', 'What it means', 'What to do', 'Can be run again', 'Example (kit amazon-dsp-events)'],
      drops,
    ),
    '## Dead letters',
    'What was accepted here and could not be delivered. They can be listed, and those that Amazon refused replayed.',
    markdownTable(['Reason', 'What it means', 'What to do'], dead),
  );
}
