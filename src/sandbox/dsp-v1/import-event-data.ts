import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import { accountOf, admitAccount } from '../accounts/admit-account.ts';
import { type Call, type Endpoint, header } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { accepted, mediaType } from '../http/media-type.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply, withHeaders } from '../http/reply.ts';
import type { MultiStatus, StatusEntry } from '../import/multi-status.ts';
import { settle } from '../import/settle.ts';
import { judge, type Verdict } from '../import/verdict.ts';
import { needEdit } from '../login/admit.ts';
import type { World } from '../world.ts';
import { checkEvent } from './check-event.ts';

/** The media type of the import, in both directions. */
export const IMPORT_TYPE = 'application/vnd.dspconversioneventimport.v1+json';

const SOURCES = ['SERVER_TO_SERVER', 'AMAZON_AD_TAG'];
const MOST_ITEMS = 100;

/**
 * `POST /accounts/{accountId}/dsp/conversionDefinitions/eventData`: the DSP Conversions API v1 (fact sheet 1.1). A body of
 * `source` and 1 to 100 events; 207 with an entry per event, counted from 1. The declared refusals of a whole request are
 * 401, 403 and 429; the rest are what the platform can send.
 */
export const importEventData: Endpoint = {
  name: 'eventData',
  errors: 'dsp',
  answers: IMPORT_TYPE,
  handle(call, world) {
    const refused = admitAccount(call, world) ?? needEdit(call, world);
    if (refused) return refused;
    if (!world.rateLimit.take(accountOf(call))) {
      return withHeaders(refuse(call, 429, 'Too Many Requests'), { 'retry-after': '1' });
    }
    if (mediaType(header(call, 'content-type')) !== IMPORT_TYPE) {
      return refuse(call, 415, `Content-Type must be ${IMPORT_TYPE}`);
    }
    if (accepted(header(call, 'accept'), [IMPORT_TYPE]) === undefined) {
      return refuse(call, 406, `Accept must allow ${IMPORT_TYPE}`);
    }
    if (call.tooLarge) return refuse(call, 413, `The body is over ${world.settings.maxBodyBytes} bytes`);
    const body = parseJson(call.body);
    if (!isObject(body)) return refuse(call, 400, 'The request body is not a JSON object');
    const wrong = wrongWith(body);
    if (wrong !== undefined) return refuse(call, 400, ...wrong);
    return importAll(call, world, own(body, 'eventData') as Json[], own(body, 'source') as string);
  },
};

/** What is wrong with the request as a whole: the message, and the field. */
function wrongWith(body: JsonObject): [message: string, field: string] | undefined {
  const strange = Object.keys(body).find((key) => key !== 'source' && key !== 'eventData');
  if (strange !== undefined) return [`${strange.slice(0, 80)} is not a field of the request`, strange.slice(0, 80)];
  const source = own(body, 'source');
  if (typeof source !== 'string' || !SOURCES.includes(source)) {
    return [`source is required and must be one of ${SOURCES.join(', ')}`, 'source'];
  }
  const items = own(body, 'eventData');
  if (!Array.isArray(items) || items.length < 1 || items.length > MOST_ITEMS) {
    return [`eventData is required and must be an array of 1 to ${MOST_ITEMS} events`, 'eventData'];
  }
  return undefined;
}

function importAll(call: Call, world: World, items: readonly Json[], source: string): Reply {
  call.note.items = items.length;
  const accountId = accountOf(call);
  const { settings } = world;
  const rules = {
    now: world.clock.now(),
    source,
    acceptMatchId: settings.acceptMatchId,
    consentRequired: settings.consentInDspV1 === 'required',
    strictDefinitions: settings.definitions === 'strict',
    definition: (id: string) => world.definitions.find(accountId, id),
  };
  const verdicts = judge(items, 1, (item) => checkEvent(item, rules));
  const { success, error } = settle(call, world, { api: 'dsp_v1', accountId, verdicts }, describe);
  // The schema wants at least one entry in an array that is there, so an empty one is left out.
  return json(207, { ...(success.length && { success }), ...(error.length && { error }) }, IMPORT_TYPE);
}

function describe(verdicts: readonly Verdict[]): MultiStatus {
  const success: StatusEntry[] = [];
  const error: StatusEntry[] = [];
  for (const { index, problems } of verdicts) {
    const [first] = problems;
    if (first === undefined) {
      success.push({ index, message: 'Conversion event imported' });
      continue;
    }
    // The schema allows 100 errors per item.
    const errors = problems.slice(0, 100).map(({ code, field, message }) => {
      return { errorType: code, ...(field !== undefined && { fieldName: field }), message };
    });
    error.push({ index, code: first.code, message: first.message, errors });
  }
  return { success, error };
}

function refuse(call: Call, status: number, message: string, field?: string): Reply {
  return refusal(call.endpoint, call.requestId, status, { message, ...(field !== undefined && { field }) });
}
