import { isObject } from '../../base/json.ts';
import type { Verdict } from '../import/verdict.ts';
import { dedupeIdOf, type ImportApi } from '../record/accepted-event.ts';
import type { Fault, ItemsFault } from './fault.ts';

/** Fails the items that a fault of kind `items` chooses; with any other fault, or none, all stays as it is. */
export function failChosenItems(
  verdicts: readonly Verdict[],
  api: ImportApi,
  fault: Fault | undefined,
  random: () => number,
): { readonly verdicts: readonly Verdict[]; readonly failed: ReadonlySet<number> } {
  const failed = new Set<number>();
  if (fault?.kind !== 'items') return { verdicts, failed };
  const message = fault.message ?? 'The event could not be processed';
  const problems = [{ code: fault.code ?? 'INTERNAL_ERROR', message }];
  const after = verdicts.map((verdict) => {
    if (verdict.problems.length > 0 || !isChosen(verdict, api, fault, random)) return verdict;
    failed.add(verdict.index);
    return { ...verdict, problems };
  });
  return { verdicts: after, failed };
}

function isChosen(
  { index, item }: Verdict,
  api: ImportApi,
  { indexes, dedupeIds, share }: ItemsFault,
  random: () => number,
): boolean {
  if (indexes?.includes(index)) return true;
  const id = isObject(item) ? dedupeIdOf(api, item) : undefined;
  if (id !== undefined && dedupeIds?.includes(id)) return true;
  return share !== undefined && random() < share;
}
