import type { Command } from 'commander';
import type { AlertKind, Exceptions, RulesView } from '../../admin/api/alerts.ts';
import type { Rule } from '../../alerts/kinds.ts';
import { DspatchError } from '../../base/errors.ts';
import { didYouMean } from '../../base/problem.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AskingOptions, clientOf } from '../asking.ts';
import { print, printJson } from '../output.ts';
import { readPairs } from '../pairs.ts';
import { table } from '../table.ts';
import { unknownNames } from '../unknown-names.ts';

/** Shows what is watched. */
export async function showRules(_: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const view = await clientOf(options).call('GET /api/alerts/rules');
  if (options.json) return printJson(view.rules);
  print(rulesTable(view));
}

function rulesTable({ rules, kinds }: RulesView): string {
  const rows = kinds.flatMap(({ kind, title, about, thresholds }) => {
    const rule = rules[kind];
    const lines = [
      ...thresholds.map(({ name, title: says, unit, usual }) => {
        return [`${name}=${thresholdOf(rule, name)}`, `${says.toLowerCase()} (${unit})`, `${usual}`];
      }),
      ...about.map((subject) => [
        `${EXCEPT}${subject}=${rule.except[subject].join(',')}`,
        `${subject} left out`,
        'none',
      ]),
    ];
    return lines.map((line, place) => {
      const [first, last] = place === 0 ? [[kind, rule.on ? 'on' : 'off'], title] : [['', ''], ''];
      return [...first, ...line, last];
    });
  });
  return table(['KIND', 'IS', 'SETTING', 'WHICH SAYS', 'USUAL', 'TELLS'], rows);
}

/** What comes before `pipelines` and `integrations` in the names of what a rule leaves out. */
const EXCEPT = 'except-';

function thresholdOf(rule: Rule, name: string): number {
  return (rule as unknown as Readonly<Record<string, number>>)[name] ?? 0;
}

/** Changes a rule. */
export async function setRule(kind: AlertKind, pairs: readonly string[], _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly on?: true; readonly off?: true } = command.optsWithGlobals();
  const given = readPairs('set', pairs);
  if (pairs.length === 0 && !options.on && !options.off) {
    throw new DspatchError('usage', `say what is to change of ${kind}: NAME=VALUE, --on or --off`);
  }
  const client = clientOf(options);
  const { rules, kinds, version } = await client.call('GET /api/alerts/rules');
  const { about = [], thresholds = [] } = kinds.find((one) => one.kind === kind) ?? {};
  const known = [...thresholds.map(({ name }) => name), ...about.map((subject) => `${EXCEPT}${subject}`)];
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const hint = `${didYouMean(name, known)}; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
    throw new DspatchError('usage', `${kind} has no setting "${name}"${hint}`);
  }
  const values = Object.entries(given).filter(([name]) => !name.startsWith(EXCEPT));
  const rule: Rule = {
    ...rules[kind],
    ...Object.fromEntries(values.map(([name, text]) => [name, Number(text)])),
    except: await exceptions(client, rules[kind], about, given),
    ...(options.on ? { on: true } : options.off ? { on: false } : {}),
  };
  const changed = await client.call('PUT /api/alerts/rules', { body: { rules: { ...rules, [kind]: rule } }, version });
  if (options.json) return printJson(changed.rules);
  print(rulesTable({ ...changed, kinds: changed.kinds.filter((one) => one.kind === kind) }));
}

/** What a rule leaves out, with what was given. Throws `usage` for names that the gateway does not know, all of them at once. */
async function exceptions(
  client: AdminClient,
  { except }: Rule,
  about: readonly (keyof Exceptions)[],
  given: Readonly<Record<string, string>>,
): Promise<Exceptions> {
  const changed = { ...except };
  const unknown: string[] = [];
  for (const subject of about) {
    const text = given[`${EXCEPT}${subject}`];
    if (text === undefined) continue;
    const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
    for (const name of names.filter((one) => !except[subject].includes(one))) {
      unknown.push(
        ...(await unknownNames(client, subject === 'pipelines' ? { pipeline: name } : { integration: name })),
      );
    }
    changed[subject] = names;
  }
  if (unknown.length > 0) throw new DspatchError('usage', unknown.join('\n'));
  return changed;
}
