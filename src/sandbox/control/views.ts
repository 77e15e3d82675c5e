import { DEFAULT_ADVERTISER } from '../accounts/seeds.ts';
import { ENDPOINT_NAMES } from '../http/endpoint-name.ts';
import { json, type Reply } from '../http/reply.ts';
import type { ImportApi } from '../record/accepted-event.ts';
import type { World } from '../world.ts';
import type { ControlRequest } from './control.ts';
import { readCount, readQuery, readWord } from './query.ts';

const APIS: readonly ImportApi[] = ['dsp_v1', 'ads_v1'];
const DEFAULT_LIMIT = 100;

/** `GET /_sandbox/events`: accepted events, newest last; 100 unless `limit` says otherwise. */
export function showEvents(world: World, request: ControlRequest): Reply {
  const names = ['name', 'dedupeId', 'definitionId', 'accountId', 'api', 'limit'] as const;
  const { api, limit, ...query } = readQuery(request.query, names);
  return json(200, {
    events: world.record.events({
      ...query,
      api: readWord('api', api, APIS),
      limit: readCount('limit', limit) ?? DEFAULT_LIMIT,
    }),
  });
}

/** `GET /_sandbox/requests`: requests to Amazon's endpoints, newest last; 100 unless `limit` says otherwise. */
export function showRequests(world: World, request: ControlRequest): Reply {
  const { endpoint, status, limit } = readQuery(request.query, ['endpoint', 'status', 'limit']);
  return json(200, {
    requests: world.record.requests({
      endpoint: readWord('endpoint', endpoint, ENDPOINT_NAMES),
      status: readCount('status', status),
      limit: readCount('limit', limit) ?? DEFAULT_LIMIT,
    }),
  });
}

/**
 * `GET /_sandbox/ids`: how often each dedupe id was accepted, with `duplicates=true` only those accepted more than once.
 * `total` counts all that are asked for, of which the first `limit` (default all) are in `ids`.
 */
export function showIds(world: World, request: ControlRequest): Reply {
  const { accountId, duplicates, limit } = readQuery(request.query, ['accountId', 'duplicates', 'limit']);
  const only = readWord('duplicates', duplicates, ['true', 'false']) === 'true';
  const found = [...world.record.dedupeIds(accountId)].filter(([, times]) => !only || times > 1);
  const { forgottenDedupeIds: forgotten } = world.record.summary();
  const ids = Object.fromEntries(found.slice(0, readCount('limit', limit) ?? found.length));
  return json(200, { total: found.length, forgotten, ids });
}

/** `GET /_sandbox/definitions`: the conversion definitions of an account, by default the example advertiser's. */
export function showDefinitions(world: World, request: ControlRequest): Reply {
  const { accountId = DEFAULT_ADVERTISER } = readQuery(request.query, ['accountId']);
  return json(200, { accountId, definitions: world.definitions.list(accountId) });
}
