import { formatDuration } from '../base/durations.ts';
import { CALL_NAMES } from '../event/event.ts';
import type { Kit, KitOutputKey } from '../kits/kit.ts';
import type { Parameter } from '../kits/parameters.ts';
import type { InputConfig, SectionConfig } from '../playbook/schema.ts';
import { code, codeBlock, markdownTable } from './markdown.ts';
import { page } from './page.ts';

/** The page of a kit: what its API takes, its parameters, its output keys, and what it sends by default. */
export function kitPage(kit: Kit): string {
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
    ...otherCalls(kit),
  );
}

/** What becomes of calls that are no track call: an app's screens, above all. */
function otherCalls(kit: Kit): string[] {
  const isMapped = (name: string): boolean => kit.playbook.events?.[name] !== undefined;
  const names = Object.values(CALL_NAMES);
  return [
    '### Other calls',
    `Calls that are no track call are known by their kind: ${names.map(code).join(', ')}. Of these the kit maps ${names.filter(isMapped).map(code).join(', ')} alone; the others are dropped as \`unmapped\` until the integration’s playbook has a section for them. Apps that send screens write:`,
    codeBlock('yaml', screenExample(kit)),
  ];
}

/** A playbook, in YAML, that sends an app's screens as the kit sends pages. */
export function screenExample({ codec }: Kit): string {
  const input =
    codec.facts.linkedBy === 'definition'
      ? 'conversionDefinitionId: { enrichment: "590123456789" }'
      : 'conversionType: { enrichment: PAGE_VIEW }';
  return `events:\n  Screen: { ${input} }`;
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
