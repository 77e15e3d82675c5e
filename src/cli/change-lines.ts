import type { Json } from '../base/json.ts';
import { formatPath } from '../base/problem.ts';
import type { Difference } from '../deploy/differences.ts';

/** Longer values stand below each other, and the longest are cut: `--json` has them whole. */
const [ONE_LINE, MOST] = [60, 400];

/** Differences as lines for people: `+` for what comes, `-` for what goes, `~` for what changes. */
export function differenceLines(differences: readonly Difference[], indent = ''): readonly string[] {
  return differences.flatMap((difference) => {
    const { path, before, after } = difference;
    const at = path.length === 0 ? '(all)' : formatPath(path);
    if (before === undefined) return [`${indent}+ ${at}: ${shown(after)}`];
    if (after === undefined) return [`${indent}- ${at}: ${shown(before)}`];
    const [was, is] = [shown(before), shown(after)];
    if (was.length + is.length <= ONE_LINE) return [`${indent}~ ${at}: ${was} -> ${is}`];
    return [`${indent}~ ${at}:`, `${indent}    - ${was}`, `${indent}    + ${is}`];
  });
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}
