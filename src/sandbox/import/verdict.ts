import type { Json } from '../../base/json.ts';
import type { Problem } from '../rules/problem.ts';

/** What became of one item of an import: no problems means accepted. */
export interface Verdict {
  /** The item's index as the API counts: from 1 in `dsp_v1`, from 0 in `ads_v1`. */
  readonly index: number;
  readonly item: Json;
  readonly problems: readonly Problem[];
}

/** The verdicts on a batch. */
export function judge(
  items: readonly Json[],
  firstIndex: 0 | 1,
  check: (item: Json) => readonly Problem[],
): readonly Verdict[] {
  return items.map((item, i) => ({ index: i + firstIndex, item, problems: check(item) }));
}
