import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import { accountOf, admitAccount } from '../accounts/admit-account.ts';
import { type Call, type Endpoint, header } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { accepted, mediaType } from '../http/media-type.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply } from '../http/reply.ts';
import { needEdit } from '../login/admit.ts';
import type { Problem } from '../rules/problem.ts';
import type { World } from '../world.ts';
import { checkDefinition, type DefinitionVersion } from './check-definition.ts';
import type { DefinitionFields } from './definition.ts';

/** The definition media types; the answer to create and update is always version 1. */
export const DEFINITION_V1 = 'application/vnd.dspconversiondefinition.v1+json';
export const DEFINITION_V2 = 'application/vnd.dspconversiondefinition.v2+json';

/**
 * `POST` and `PUT /accounts/{accountId}/dsp/conversionDefinitions` (fact sheet 3.1): a bare array of 1-10 definitions to
 * create or change; 207 with one entry per item, counted from 1.
 */
export const writeDefinitions: Endpoint = {
  name: 'definitions',
  errors: 'dsp',
  answers: DEFINITION_V1,
  handle(call, world) {
    const refused = admitAccount(call, world) ?? needEdit(call, world);
    if (refused) return refused;
    const type = mediaType(header(call, 'content-type'));
    if (type !== DEFINITION_V1 && type !== DEFINITION_V2) {
      return refuse(call, 415, `Content-Type must be ${DEFINITION_V1} or ${DEFINITION_V2}`);
    }
    if (accepted(header(call, 'accept'), [DEFINITION_V1]) === undefined) {
      return refuse(call, 406, `Accept must allow ${DEFINITION_V1}`);
    }
    const items = parseJson(call.body);
    if (!Array.isArray(items) || items.length < 1 || items.length > 10) {
      return refuse(call, 400, 'The request body must be a JSON array of 1 to 10 conversion definitions');
    }
    call.note.items = items.length;
    return write(call, world, items, type === DEFINITION_V2 ? 2 : 1);
  },
};

function write(call: Call, world: World, items: readonly Json[], version: DefinitionVersion): Reply {
  const success: object[] = [];
  const error: object[] = [];
  items.forEach((item, i) => {
    const index = i + 1;
    const result =
      failed(call, index) ??
      (call.method === 'PUT' ? update(call, world, item, version) : create(call, world, item, version));
    if (typeof result === 'string') success.push({ index, conversionDefinitionId: result });
    else error.push({ index, ...describe(result) });
  });
  return json(207, { success, error }, DEFINITION_V1);
}

/** What a fault says of an item, where it chooses it. */
function failed({ fault }: Call, index: number): readonly Problem[] | undefined {
  if (fault?.kind !== 'items' || !fault.indexes?.includes(index)) return undefined;
  return [{ code: fault.code ?? 'INTERNAL_ERROR', message: fault.message ?? 'The definition could not be processed' }];
}

/** The new definition's id, or what is wrong. */
function create(call: Call, world: World, item: Json, version: DefinitionVersion): string | readonly Problem[] {
  if (!isObject(item)) return NOT_AN_OBJECT;
  const problems = checkDefinition(item, version, undefined);
  if (problems.length > 0) return problems;
  const fields = item as unknown as DefinitionFields;
  return world.definitions.add(accountOf(call), fields, world.clock.now()).conversionDefinitionId;
}

/** The definition's id, or what is wrong. */
function update(call: Call, world: World, item: Json, version: DefinitionVersion): string | readonly Problem[] {
  if (!isObject(item)) return NOT_AN_OBJECT;
  const id = own(item, 'conversionDefinitionId');
  const accountId = accountOf(call);
  const found = typeof id === 'string' ? world.definitions.find(accountId, id) : undefined;
  if (typeof id !== 'string' || found === undefined) {
    const message = 'conversionDefinitionId is required and must be the id of a definition of this account';
    return [{ code: 'UNKNOWN_DEFINITION', field: 'conversionDefinitionId', message }];
  }
  const problems = checkDefinition(item, version, found);
  if (problems.length > 0) return problems;
  const { conversionDefinitionId: _, ...changes }: JsonObject = item;
  world.definitions.update(accountId, id, changes as Partial<DefinitionFields>, world.clock.now());
  return id;
}

const NOT_AN_OBJECT: readonly Problem[] = [{ code: 'INVALID_TYPE', message: 'A definition must be a JSON object' }];

function describe(problems: readonly Problem[]): object {
  return {
    code: problems[0]?.code,
    message: problems[0]?.message,
    errors: problems.map(({ code, field, message }) => ({
      errorType: code,
      ...(field && { fieldName: field }),
      message,
    })),
  };
}

function refuse(call: Call, status: number, message: string): Reply {
  return refusal(call.endpoint, call.requestId, status, { message });
}
