import type { Command } from 'commander';
import type { AlertKind, Rules, RulesView } from '../../admin/api/alerts.ts';
import { DspatchError } from '../../base/errors.ts';
import { didYouMean } from '../../base/problem.ts';
import { type AskingOptions, clientOf } from '../asking.ts';
import { print, printJson } from '../output.ts';
import { readPairs } from '../pairs.ts';
import { table } from '../table.ts';

/** Shows what is watched. */
export async function showRules(_: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const view = await clientOf(options).call('GET /api/alerts/rules');
  if (options.json) return printJson(view.rules);
  print(rulesTable(view));
}

function rulesTable({ rules, kinds }: RulesView): string {
  const rows = kinds.flatMap(({ kind, title, thresholds }) =>
    thresholds.map(({ name, title: says, unit, usual }, place) => {
      const [value, on] = [thresholdOf(rules, kind, name), rules[kind].on ? 'on' : 'off'];
      const first = place === 0 ? [kind, on] : ['', ''];
      return [...first, `${name}=${value}`, `${says.toLowerCase()} (${unit})`, `${usual}`, place === 0 ? title : ''];
    }),
  );
  return table(['KIND', 'IS', 'THRESHOLD', 'WHICH SAYS', 'USUAL', 'TELLS'], rows);
}

function thresholdOf(rules: Rules, kind: AlertKind, name: string): number {
  return (rules[kind] as unknown as Readonly<Record<string, number>>)[name] ?? 0;
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
  const known = kinds.find((one) => one.kind === kind)?.thresholds.map(({ name }) => name) ?? [];
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const hint = `${didYouMean(name, known)}; there are ${known.join(', ')}`;
    throw new DspatchError('usage', `${kind} has no threshold "${name}"${hint}`);
  }
  const values = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, Number(text)]));
  const on = options.on ? { on: true } : options.off ? { on: false } : {};
  const body = { rules: { ...rules, [kind]: { ...rules[kind], ...values, ...on } } };
  const changed = await client.call('PUT /api/alerts/rules', { body, version });
  if (options.json) return printJson(changed.rules);
  print(rulesTable({ ...changed, kinds: changed.kinds.filter((one) => one.kind === kind) }));
}
