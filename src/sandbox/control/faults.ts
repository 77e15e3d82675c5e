import { readFaults } from '../faults/read-faults.ts';
import { parseJson } from '../http/json-body.ts';
import { json, type Reply } from '../http/reply.ts';
import type { World } from '../world.ts';
import type { ControlRequest } from './control.ts';

/**
 * `/_sandbox/faults`: GET lists the faults in force, PUT puts a list of them in the place of all others, POST adds one or a
 * list, DELETE clears them. Each answers with the faults then in force.
 */
export function controlFaults(world: World, request: ControlRequest): Reply {
  if (request.method === 'DELETE') world.faults.clear();
  if (request.method === 'PUT') world.faults.set(readFaults(parseJson(request.bytes)));
  if (request.method === 'POST') {
    const given = parseJson(request.bytes);
    world.faults.add(readFaults(Array.isArray(given) ? given : [given]));
  }
  return json(200, { faults: world.faults.list() });
}
