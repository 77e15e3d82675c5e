import type { MultiStatus, StatusEntry } from '../import/multi-status.ts';
import type { Verdict } from '../import/verdict.ts';
import type { Fault, LieFault } from './fault.ts';

/** The items that a lie both leaves out of the answer and loses. */
export function hiddenItems(verdicts: readonly Verdict[], fault: Fault | undefined): ReadonlySet<number> {
  if (fault?.kind !== 'lie' || fault.process !== false) return new Set();
  if (fault.lie === 'missing_all') return new Set(verdicts.map((it) => it.index));
  return fault.lie === 'missing_some' ? chosen(verdicts, fault) : new Set();
}

/** A 207 body as a fault of kind `lie` tells it; with any other fault, or none, the truth. */
export function lieAbout(truth: MultiStatus, fault: Fault | undefined, verdicts: readonly Verdict[]): MultiStatus {
  if (fault?.kind !== 'lie') return truth;
  const picked = chosen(verdicts, fault);
  const isPicked = ({ index }: StatusEntry): boolean => typeof index === 'number' && picked.has(index);
  const change = (how: (entry: StatusEntry) => StatusEntry[]): MultiStatus => ({
    success: truth.success.flatMap((entry) => (isPicked(entry) ? how(entry) : [entry])),
    error: truth.error.flatMap((entry) => (isPicked(entry) ? how(entry) : [entry])),
  });
  switch (fault.lie) {
    case 'missing_all':
      return { success: [], error: [] };
    case 'missing_some':
      return change(() => []);
    case 'index_out_of_range':
      return change((entry) => [{ ...entry, index: Number(entry.index) + verdicts.length }]);
    case 'index_twice':
      return change((entry) => [entry, entry]);
    case 'index_string':
      return change((entry) => [{ ...entry, index: String(entry.index) }]);
    case 'success_and_error':
      return {
        success: [
          ...truth.success,
          ...truth.error.filter(isPicked).map(({ index }) => ({ index, message: 'Imported' })),
        ],
        error: [...truth.error, ...truth.success.filter(isPicked).map(({ index }) => failure(index))],
      };
    default:
      return truth;
  }
}

/** An error entry that has the members of both APIs' shapes. */
function failure(index: StatusEntry['index']): StatusEntry {
  const message = 'The event could not be processed';
  const code = 'INTERNAL_ERROR';
  return { index, code, message, errors: [{ code, errorType: code, message }] };
}

function chosen(verdicts: readonly Verdict[], { lie, indexes }: LieFault): ReadonlySet<number> {
  if (indexes !== undefined) return new Set(indexes);
  const all = verdicts.map((it) => it.index);
  return new Set(lie === 'index_string' ? all : all.slice(-1));
}
