import type { DeploymentPlan } from '../admin/api/pipelines.ts';
import { type Difference, differencesOf } from '../deploy/differences.ts';
import { differenceLines } from './change-lines.ts';

/** What a pipeline that was never deployed runs. */
const NOTHING = { integrations: [], variables: {} };

/** What a deployment changes, as lines for people. */
export function planLines({
  differences,
  integrations,
}: Pick<DeploymentPlan, 'differences' | 'integrations'>): readonly string[] {
  const all = differences.flatMap((one): readonly Difference[] =>
    one.path.length === 0 ? differencesOf(NOTHING, one.after) : [one],
  );
  if (all.length === 0) return ['Nothing changes.'];
  const others = all.filter(({ path }) => path[0] !== 'integrations' || integrations.length === 0);
  return [
    ...integrations.flatMap(({ integration, from, to, differences: within }) => {
      if (from === undefined) return [`+ ${integration}: revision ${to}`];
      if (to === undefined) return [`- ${integration}: revision ${from}`];
      return [`~ ${integration}: revision ${from} -> ${to}`, ...differenceLines(within, '    ')];
    }),
    ...differenceLines(others),
  ];
}
