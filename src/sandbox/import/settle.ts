import { isObject } from '../../base/json.ts';
import { failChosenItems } from '../faults/chosen-items.ts';
import { hiddenItems, lieAbout } from '../faults/lie.ts';
import type { Call } from '../http/call.ts';
import type { ImportApi } from '../record/accepted-event.ts';
import type { World } from '../world.ts';
import type { MultiStatus } from './multi-status.ts';
import type { Verdict } from './verdict.ts';

/**
 * The second half of an import, the same in both APIs: applies a fault that fails chosen items, records what was accepted
 * and what was refused, and returns the 207 body that `describe` makes of the verdicts, bent by a fault that lies.
 */
export function settle(
  call: Call,
  world: World,
  batch: { readonly api: ImportApi; readonly accountId: string; readonly verdicts: readonly Verdict[] },
  describe: (verdicts: readonly Verdict[]) => MultiStatus,
): MultiStatus {
  const { api, accountId } = batch;
  const { verdicts, failed } = failChosenItems(batch.verdicts, api, call.fault, world.faults.random(call.fault));
  const unseen = hiddenItems(verdicts, call.fault);
  const now = world.clock.now();
  const time = new Date(now).toISOString();
  const bytes = Math.ceil(call.body.length / Math.max(1, verdicts.length));
  const touched = new Set<string>();
  for (const { index, item, problems } of call.dry ? [] : verdicts) {
    const refused = problems[0];
    if (refused !== undefined) world.record.refuse(refused.code);
    const keptAnyway = call.fault?.kind === 'items' && call.fault.process === true && failed.has(index);
    if ((refused !== undefined && !keptAnyway) || unseen.has(index) || !isObject(item)) continue;
    world.record.accept(item, { time, api, accountId, requestId: call.requestId, bytes });
    if (typeof item.conversionDefinitionId === 'string') touched.add(item.conversionDefinitionId);
  }
  for (const id of touched) world.definitions.touch(accountId, id, now);
  return lieAbout(describe(verdicts), call.fault, verdicts);
}
