import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import { accountOf, admitAccount } from '../accounts/admit-account.ts';
import { type Call, type Endpoint, header } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { accepted, mediaType } from '../http/media-type.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply } from '../http/reply.ts';
import { page } from '../paging.ts';
import type { World } from '../world.ts';
import type { Definition } from './definition.ts';
import { DEFINITION_V1, DEFINITION_V2 } from './write-definitions.ts';

const FIELDS = ['filters', 'maxResults', 'nextToken'];

/**
 * `POST /accounts/{accountId}/dsp/conversionDefinitions/list` (fact sheet 3.1): pages of an account's definitions,
 * filtered by id. The `Accept` header picks version 1 or 2; version 1 leaves out what its enums cannot say.
 */
export const listDefinitions: Endpoint = {
  name: 'listDefinitions',
  errors: 'dsp',
  answers: DEFINITION_V1,
  handle(call, world) {
    const refused = admitAccount(call, world);
    if (refused) return refused;
    if (mediaType(header(call, 'content-type')) !== DEFINITION_V1) {
      return refuse(call, 415, `Content-Type must be ${DEFINITION_V1}`);
    }
    const answer = accepted(header(call, 'accept'), [DEFINITION_V1, DEFINITION_V2]);
    if (answer === undefined) return refuse(call, 406, `Accept must allow ${DEFINITION_V1} or ${DEFINITION_V2}`);
    const body = parseJson(call.body);
    if (!isObject(body)) return refuse(call, 400, 'The request body must be a JSON object');
    const strange = Object.keys(body).find((key) => !FIELDS.includes(key));
    if (strange !== undefined) return refuse(call, 400, `Unknown field ${strange}`, strange);
    return list(call, world, body, answer);
  },
};

function list(call: Call, world: World, body: JsonObject, answer: string): Reply {
  const size = own(body, 'maxResults') ?? 10;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > 100) {
    return refuse(call, 400, 'maxResults must be a whole number from 1 to 100', 'maxResults');
  }
  const ids = wantedIds(own(body, 'filters'));
  if (ids === 'wrong') {
    const shape = '{"field":"CONVERSION_DEFINITION_ID","values":[1 to 100 strings]}';
    return refuse(call, 400, `filters must be an array of at most 10 of ${shape}`, 'filters');
  }
  const token = own(body, 'nextToken');
  const all = world.definitions.list(accountOf(call)).filter((it) => ids?.has(it.conversionDefinitionId) ?? true);
  const shown = answer === DEFINITION_V1 ? all.filter((it) => it.conversionType !== 'MOBILE_APP_FIRST_START') : all;
  const cut = token === undefined || typeof token === 'string' ? page(shown, size, token) : undefined;
  if (cut === undefined) return refuse(call, 400, 'nextToken is not valid', 'nextToken');
  const conversionDefinitions = answer === DEFINITION_V1 ? cut.items.map(asV1) : cut.items;
  return json(200, { conversionDefinitions, maxResults: size, nextToken: cut.nextToken }, answer);
}

function wantedIds(filters: Json | undefined): ReadonlySet<string> | 'wrong' | undefined {
  if (filters === undefined) return undefined;
  if (!Array.isArray(filters) || filters.length > 10) return 'wrong';
  let wanted: Set<string> | undefined;
  for (const filter of filters) {
    const values = isObject(filter) && own(filter, 'field') === 'CONVERSION_DEFINITION_ID' && own(filter, 'values');
    if (!Array.isArray(values) || values.length < 1 || values.length > 100) return 'wrong';
    const ids = values.filter((value) => typeof value === 'string');
    if (ids.length < values.length) return 'wrong';
    const before = wanted;
    wanted = new Set(before === undefined ? ids : ids.filter((id) => before.has(id)));
  }
  return wanted;
}

function asV1({ partner: _, dataSetName: __, ...rest }: Definition): object {
  return rest;
}

function refuse(call: Call, status: number, message: string, field?: string): Reply {
  return refusal(call.endpoint, call.requestId, status, { message, ...(field && { field }) });
}
