import type { Json } from '../base/json.ts';
import { didYouMean, nearest } from '../base/problem.ts';
import type { Kit } from '../kits/kit.ts';
import { DEFINITION_PREFIX, type Parameter } from '../kits/parameters.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';

/**
 * Parameters as a command line says them (`NAME=VALUE`), each as its kind is kept: numbers as numbers, lists as lists, and yes and no where
 * that can be chosen. All else, what does not read as its kind, and nothing at all stay text, of which the gateway says what is wrong.
 */
export function typedParams(given: Readonly<Record<string, string>>, kit: Kit | undefined): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const parameter = kit?.parameters.find((one) => one.name === name);
      return [name, parameter === undefined || text.trim() === '' ? text : typedParam(parameter, text.trim())];
    }),
  );
}

function typedParam({ kind, choices = [] }: Parameter, text: string): Json {
  switch (kind) {
    case 'integer':
    case 'number':
      // Longer ones would not stay what was typed.
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
    case 'list':
    case 'countries':
      return text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    case 'choice': {
      const chosen = { true: 'on', false: 'off' }[text.toLowerCase()];
      return chosen !== undefined && choices.includes(chosen) && !choices.includes(text) ? chosen : text;
    }
    default:
      return text;
  }
}

/**
 * What is wrong with parameters that were set on a command line, a line each: what would be ignored, or taken for something else. `kits` are
 * those mapped with; `playbook` is laid over theirs.
 */
export function paramProblems(names: readonly string[], kits: readonly Kit[], playbook: PlaybookConfig): string[] {
  return names.flatMap((name) => {
    const problem = name.startsWith(DEFINITION_PREFIX)
      ? definitionProblem(name.slice(DEFINITION_PREFIX.length), kits, playbook)
      : parameterProblem(name, kits);
    return problem === undefined ? [] : [`--param ${name}: ${problem}`];
  });
}

function parameterProblem(name: string, kits: readonly Kit[]): string | undefined {
  const known = kits.flatMap((kit) => kit.parameters);
  const parameter = known.find((one) => one.name === name);
  if (parameter === undefined) {
    const hint = didYouMean(
      name,
      known.map((one) => one.name),
    );
    return `there is no parameter "${name}"${hint}`;
  }
  if (parameter.kind !== 'secret') return undefined;
  return 'is a secret, which mapping does not need, and which all can read on a command line: leave it out';
}

function definitionProblem(event: string, kits: readonly Kit[], { events = {} }: PlaybookConfig): string | undefined {
  const kit = kits.find((one) => one.codec.facts.linkedBy === 'definition');
  if (kit === undefined) {
    const names = kits.map((one) => one.name).join(', ');
    return `the kit ${names} has no conversion definition ids, since Amazon makes the definitions itself: leave it out`;
  }
  if (event.trim() === '') return `should name an event: ${DEFINITION_PREFIX}Order Completed=123`;
  if (events[event] === null) return `the playbook leaves "${event}" out`;
  const known = [...Object.keys(kit.playbook.events ?? {}), ...Object.keys(events)];
  // One that is like none of them is an event of the person's own; one that is nearly one of them is a slip.
  if (known.includes(event) || nearest(event, known) === undefined) return undefined;
  return `the playbook has no event "${event}"${didYouMean(event, known)}: one that is really called so needs a section in a file (-f)`;
}
