import { MATCH_KEY_TYPES } from '../amazon/conversion.ts';
import { formatDuration } from '../base/durations.ts';
import { DEAD_REASONS } from '../delivery/outcome.ts';
import { DROP_REASONS, type DropReason } from '../event/drop.ts';
import { STRENGTH, WHY_UNUSABLE } from '../identity/readiness.ts';
import type { Kit, KitOutputKey } from '../kits/kit.ts';
import { KITS } from '../kits/library.ts';
import type { Parameter } from '../kits/parameters.ts';
import { FUNCTIONS } from '../playbook/functions.ts';
import { MODIFIERS } from '../playbook/modifiers.ts';
import type { InputConfig, SectionConfig } from '../playbook/schema.ts';
import { DROP_EXAMPLES } from './drop-examples.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { MATCH_KEY_EXAMPLES } from './match-key-examples.ts';

/** The pages of the reference, by file name: made from the definitions themselves, so that they cannot fall behind. */
export function referencePages(): ReadonlyMap<string, string> {
  const kits = [...KITS.values()];
  return new Map([
    ['README.md', index(kits)],
    ...kits.map((kit): [string, string] => [`${kit.name}.md`, kitPage(kit)]),
    ['modifiers.md', modifiersPage()],
    ['functions.md', functionsPage()],
    ['match-keys.md', matchKeysPage()],
    ['reasons.md', reasonsPage()],
  ]);
}

const MADE = 'Made from the definitions in the source by `npm run reference`; a test runs every example.';

function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, MADE, ...parts].join('\n\n')}\n`;
}

function index(kits: readonly Kit[]): string {
  const rows = [
    ...kits.map((kit) => [`[${kit.title}](${kit.name}.md)`, kit.description]),
    ['[Modifiers](modifiers.md)', 'The steps a mapping may take a value through.'],
    ['[Functions](functions.md)', 'What expressions know beyond standard CEL.'],
    ['[Match keys](match-keys.md)', 'Where identity is looked for, how it is normalised, what is hashed.'],
    ['[Reasons](reasons.md)', 'Why an event was not sent, and what to do about it.'],
  ];
  return page('Reference', markdownTable(['Page', 'What it tells'], rows));
}

function kitPage(kit: Kit): string {
  const { facts } = kit.codec;
  const figures = [
    ['Requests', `at most ${facts.maxItems} conversions and ${facts.maxBytes / 1_000_000} MB`],
    ['Rate', `${facts.requestsPerSecond} requests a second for an advertiser`],
    ['Age', `at most ${formatDuration(facts.maxAge)}`],
    ['Match keys', `at most ${facts.maxMatchKeys}: ${[...facts.matchKeyTypes].map(code).join(', ')}`],
    ['Currencies', [...facts.currencies].map(code).join(' ')],
    ['Consent', facts.carriesConsent ? 'travels along' : 'is looked at here, and cannot travel along'],
  ];
  return page(
    kit.title,
    `${kit.description} In files and commands: ${code(kit.name)}.`,
    `## ${facts.title}`,
    markdownTable(['What', 'Amazon takes'], figures),
    '## Parameters',
    markdownTable(['Name', 'What it is', 'Values', 'Default', 'Example'], kit.parameters.map(parameterRow)),
    '## Output keys',
    'Those marked * are required. The examples stand in a section of a playbook, and show what an event’s part gives.',
    markdownTable(['Output key', 'What it is', 'Type', 'Input', 'Event', 'Gives'], kit.outputKeys.map(outputKeyRow)),
    '## Default playbook',
    ...sections(kit),
  );
}

function parameterRow(parameter: Parameter): string[] {
  const { name, description, required, kind, choices, min, max, pattern, example, defaultBy } = parameter;
  const range = min === undefined ? kind : `${kind}, ${min} to ${max}`;
  const values =
    kind === 'choice' ? (choices ?? []).map(code).join(', ') : kind === 'secret' ? '`env:NAME` or `file:PATH`' : range;
  const otherwise = defaultBy === undefined ? parameter.default : `by ${defaultBy.parameter}`;
  return [
    code(name),
    description,
    pattern === undefined ? values : `${values}; ${pattern.says}`,
    required ? '(required)' : otherwise === undefined ? '' : defaultText(otherwise),
    code(exampleOf(parameter) ?? example ?? ''),
  ];
}

function defaultText(value: string | number | readonly string[]): string {
  if (!Array.isArray(value)) return code(value);
  return value.length === 0 ? 'none' : code(value.join(' '));
}

/** A value that a parameter takes: its example, or what follows from the rest of it. */
export function exampleOf(parameter: Parameter): string | number | undefined {
  const { example, kind, choices, defaultBy } = parameter;
  if (example !== undefined) return example;
  if (defaultBy !== undefined) return Object.values(defaultBy.of)[0];
  if (kind === 'choice') return choices?.at(-1);
  return Array.isArray(parameter.default)
    ? parameter.default.slice(0, 3).join(',')
    : (parameter.default as string | number | undefined);
}

function outputKeyRow({ name, required, description, type, example }: KitOutputKey): string[] {
  return [
    `${code(name)}${required ? ' *' : ''}`,
    description,
    type,
    code({ [example.key ?? name]: example.input }),
    Object.keys(example.event).length === 0 ? '' : code(example.event),
    code(example.gives),
  ];
}

function sections({ playbook }: Kit): string[] {
  const events = Object.entries(playbook.events ?? {}).flatMap(([name, section]) =>
    section === null ? [] : inputRows(section).map((row, i) => [i === 0 ? `**${name}**` : '', ...row]),
  );
  return [
    '### Global',
    markdownTable(['Output key', 'Input'], inputRows(playbook.global ?? {})),
    '### Events',
    markdownTable(['Event', 'Output key', 'Input'], events),
  ];
}

function inputRows(section: SectionConfig): string[][] {
  return Object.entries(section).map(([key, input]) => [code(key), inputText(input as InputConfig)]);
}

function inputText({ mapping, expression, enrichment, modifiers = [], default: otherwise }: InputConfig): string {
  const steps = modifiers.map((modifier) => `, ${code(modifier)}`).join('');
  const other = otherwise === undefined ? '' : `, else ${code(otherwise)}`;
  if (expression !== undefined) return `expression ${code(expression)}${other}`;
  if (enrichment !== undefined) return `enrichment ${code(enrichment)}`;
  const paths = [mapping ?? []].flat().map(code).join(', else ');
  return `mapping ${paths}${steps}${other}`;
}

function modifiersPage(): string {
  const rows = MODIFIERS.map(({ name, description, args, example }) => [
    code(name),
    description,
    args
      .map(
        (arg) => `${code(arg.name)}: ${arg.description}${arg.default === undefined ? '' : ` (${code(arg.default)})`}`,
      )
      .join('; '),
    `${code(example.from)}${example.args === undefined ? '' : ` with ${code(example.args)}`}`,
    code(example.to),
  ]);
  return page(
    'Modifiers',
    'A mapping’s value goes through its `modifiers` in order. One that cannot be applied to a value ends it: the default holds then. On lists they work item by item, save those that take the list whole.',
    codeBlock('yaml', 'currencyCode: { mapping: properties.currency, modifiers: [trim_string, uppercase_string] }'),
    markdownTable(['Name', 'What it does', 'Arguments', 'From', 'To'], rows),
  );
}

function functionsPage(): string {
  const rows = FUNCTIONS.map(({ name, params, description, example }) => [
    code(`${name}(${params.join(', ')})`),
    description,
    code(example.expression),
    Object.keys(example.properties).length === 0 ? '' : code(example.properties),
    code(example.result),
  ]);
  return page(
    'Functions',
    'Expressions are [CEL](https://cel.dev) with these functions. Where a value is missing the expression has none; `coalesce(a, b, ...)` gives the first that is there, and `?.` looks without insisting. `matches()` is not available: the cost of a regular expression has no bound.',
    markdownTable(['Function', 'What it gives', 'Example', 'Properties', 'Result'], rows),
  );
}

function matchKeysPage(): string {
  const dsp = KITS.get('amazon-dsp-capi')?.codec.facts.matchKeyTypes;
  const rows = MATCH_KEY_TYPES.map((type) => {
    const { traits, context, userId, normal, rule } = MATCH_KEY_EXAMPLES[type];
    return [
      `**${type}**`,
      rule,
      code({ ...(userId && { userId }), ...(context && { context }), ...(traits && { traits }) }),
      code(normal),
      dsp?.has(type) ? 'both' : 'ads_v1',
      WHY_UNUSABLE[type],
    ];
  });
  return page(
    'Match keys',
    'Per key the first usable value wins, in `context.traits`, then `traits`, then `properties`; spellings as shops and tag managers use them are known, and values of 64 hex digits count as hashed already. An e-mail address in `userId` counts as EMAIL.',
    `What adds most: ${[...STRENGTH.keys()].join(', then ')}; names and places match only together.`,
    markdownTable(['Key', 'Rule', 'Event', 'Normal form', 'Kits', 'Not usable when'], rows),
  );
}

function reasonsPage(): string {
  const drops = Object.entries(DROP_REASONS).map(([reason, { title, mend }]) => {
    const { event, parameters, section, when } = DROP_EXAMPLES[reason as DropReason];
    const set = [parameters && code(parameters), section && code(section), when].filter(Boolean).join(', ');
    return [code(reason), title, mend, `${code(event)}${set === '' ? '' : `, with ${set}`}`];
  });
  const dead = Object.entries(DEAD_REASONS).map(([reason, { title, mend }]) => [code(reason), title, mend]);
  return page(
    'Reasons',
    '## Dropped',
    'Every event that is not sent has exactly one of these.',
    markdownTable(['Reason', 'What it means', 'What to do', 'Example (kit amazon-dsp-events)'], drops),
    '## Dead letters',
    'What was accepted here and could not be delivered. They can be listed, and those that Amazon refused replayed.',
    markdownTable(['Reason', 'What it means', 'What to do'], dead),
  );
}
