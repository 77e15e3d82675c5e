import {
  MAX_ARGUMENT,
  MAX_EXPRESSION_LENGTH,
  MAX_INPUT_COST,
  MAX_ITEMS,
  MAX_SECTION_COST,
  MAX_TEXT,
  MAX_VISITED,
} from '../playbook/cost.ts';
import { ROOTS } from '../playbook/scope.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { page } from './page.ts';
import { INPUT_EXAMPLES, PATH_EXAMPLES, PLAYBOOK_EXAMPLES, type PlaybookExample } from './playbook-examples.ts';

/** The page of the playbook language. */
export function playbookPage(): string {
  return page(
    'Playbook',
    'A playbook says what is sent for which event: filters, and output keys with their inputs. It stands under an integration in `dspatch.yaml` ([settings](settings.md)); what can be filled in, and what is sent by default, is on the page of each kit. `dspatch map` shows what a playbook makes of events, without sending anything.',
    'The examples are laid over the kit amazon-dsp-events. Each event is one of somebody known: `{"type":"track","event":"Order Completed","context":{"traits":{"email":"abc@example.com"}}}` with what is shown laid over it; of the conversion, what matters is shown.',
    markdownTable(
      ['Part', 'What it holds'],
      [
        ['`global`', 'Filters and output keys for every event that is mapped.'],
        ['`events`', 'By an event’s name: filters and output keys for that event.'],
        [
          '`default`',
          'Filters and output keys for events without a section of their own. Without it these are not sent.',
        ],
        ['`eventNames`', '`exact` (the default) or `loose`: how names of events are compared.'],
        ['`tables`', 'Named tables for `lookup()`.'],
      ],
    ),
    ...PLAYBOOK_EXAMPLES.flatMap((example) => exampleParts('##', example)),
    '## Inputs',
    'Each output key has one input of one of three kinds.',
    markdownTable(
      ['Kind', 'What it is', 'May have'],
      [
        ['`mapping`', 'a path into the event, or several', '`modifiers`, `default`'],
        ['`expression`', 'CEL', '`modifiers`, `default`'],
        ['`enrichment`', 'a constant', ''],
      ],
    ),
    ...INPUT_EXAMPLES.flatMap((example) => exampleParts('###', example)),
    '## Paths',
    `A path begins with one of ${ROOTS.map(code).join(', ')}. The \`messageId\`, \`timestamp\` and \`receivedAt\` are the settled ones: made here where absent, corrected for the sender’s clock. \`parameters\` are the integration’s, without its secrets; \`pipeline\` are the pipeline’s variables. Expressions know the same names (and \`eventType\` for \`type\`), and besides \`eventName\`, \`country\` (the event’s own) and \`eventSource\`.`,
    markdownTable(
      ['Path', 'Event', 'Gives'],
      PATH_EXAMPLES.map(({ path, event, gives }) => [
        code(path),
        Object.keys(event).length === 0 ? '' : code(event),
        code(gives),
      ]),
    ),
    `A path has at most 16 parts. A \`*\` looks at the first ${count(MAX_VISITED)} values, and gathers 1,000 at most.`,
    '## Limits',
    'What a playbook may cost is decided when it is compiled, on the worst event that it could meet: every event is mapped within milliseconds. `dspatch check` says what costs too much, and what to do about it.',
    markdownTable(
      ['What', 'At most'],
      [
        ['a section, together with Global', `${count(MAX_SECTION_COST)} units (about 50 ns each)`],
        ['one input', `${count(MAX_INPUT_COST)} units`],
        ['an expression', `${count(MAX_EXPRESSION_LENGTH)} characters`],
        ['a list that is gone through', `${count(MAX_ITEMS)} items; a longer one has no value`],
        ['a text that is changed', `${count(MAX_TEXT)} characters; a longer one has no value`],
        ['an argument of a modifier', `${count(MAX_ARGUMENT)} characters`],
      ],
    ),
  );
}

function exampleParts(level: string, { title, text, playbook, variables, rows }: PlaybookExample): string[] {
  const cells = rows.map(({ event, gives, without = [] }) => [
    Object.keys(event).length === 0 ? '' : code(event),
    typeof gives === 'string'
      ? `dropped: ${code(gives)}`
      : `${[gives].flat().map(code).join(', and ')}${without.length === 0 ? '' : `, without ${without.map(code).join(', ')}`}`,
  ]);
  const given = variables === undefined ? [] : [`With the variables ${code(variables)}:`];
  return [
    `${level} ${title}`,
    text,
    codeBlock('yaml', playbook.trim()),
    ...given,
    markdownTable(['Event', 'Gives'], cells),
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
