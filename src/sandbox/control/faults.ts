import { isObject } from '../../base/json.ts';
import type { Fault } from '../faults/fault.ts';
import { readFaults } from '../faults/read-faults.ts';
import { parseJson } from '../http/json-body.ts';
import { json, type Reply } from '../http/reply.ts';
import type { World } from '../world.ts';
import type { ControlRequest } from './control.ts';

/**
 * `/_sandbox/faults`: GET lists the faults in force, PUT puts one or a list in the place of all others, POST adds one or a list,
 * DELETE clears them. Each answers with the faults then in force.
 */
export function controlFaults(world: World, request: ControlRequest): Reply {
  if (request.method === 'DELETE') world.faults.clear();
  if (request.method === 'PUT') world.faults.set(given(request));
  if (request.method === 'POST') world.faults.add(given(request));
  return json(200, { faults: world.faults.list() });
}

function given({ bytes }: ControlRequest): Fault[] {
  const value = parseJson(bytes);
  return readFaults(isObject(value) ? [value] : value);
}
