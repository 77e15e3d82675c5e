import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import { checkAccountId } from '../accounts/account-id.ts';
import { type Call, type Endpoint, header } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { accepted, mediaType } from '../http/media-type.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply, withHeaders } from '../http/reply.ts';
import type { MultiStatus, StatusEntry } from '../import/multi-status.ts';
import { settle } from '../import/settle.ts';
import { judge, type Verdict } from '../import/verdict.ts';
import { admit } from '../login/admit.ts';
import type { World } from '../world.ts';
import { checkEvent } from './check-event.ts';

const TYPE = 'application/json';
const MOST_ITEMS = 500;
const MOST_ERRORS = 20;

/**
 * `POST /adsApi/v1/create/events`: the Events API (fact sheet 1.3). A body of 1 to 500 events, for the account in the
 * `Amazon-Ads-AccountId` header; 207 with an entry per event, counted from 0, that echoes an accepted event. Viewing
 * permission is enough here, by the specification.
 */
export const createEvents: Endpoint = {
  name: 'events',
  errors: 'ads',
  answers: TYPE,
  handle(call, world) {
    const refused = admit(call, world, ['amazon-ads-clientid']);
    if (refused) return refused;
    const accountId = header(call, 'amazon-ads-accountid');
    if (accountId === undefined) return refuse(call, 400, 'The Amazon-Ads-AccountId header is required');
    const wrongAccount = checkAccountId(call, world, accountId);
    if (wrongAccount) return wrongAccount;
    if (!world.rateLimit.take(accountId)) {
      return withHeaders(refuse(call, 429, 'Too many requests'), { 'retry-after': '1' });
    }
    if (mediaType(header(call, 'content-type')) !== TYPE) return refuse(call, 415, `Content-Type must be ${TYPE}`);
    if (accepted(header(call, 'accept'), [TYPE]) === undefined) return refuse(call, 406, `Accept must allow ${TYPE}`);
    if (call.tooLarge) return refuse(call, 413, `The body is over ${world.settings.maxBodyBytes} bytes`);
    const body = parseJson(call.body);
    if (!isObject(body)) return refuse(call, 400, 'The request body is not a JSON object');
    const wrong = wrongWith(body);
    return wrong === undefined
      ? createAll(call, world, own(body, 'events') as Json[], accountId)
      : refuse(call, 400, wrong);
  },
};

function wrongWith(body: JsonObject): string | undefined {
  const strange = Object.keys(body).find((key) => key !== 'events');
  if (strange !== undefined) return `${strange.slice(0, 80)} is not a field of the request`;
  const events = own(body, 'events');
  if (Array.isArray(events) && events.length >= 1 && events.length <= MOST_ITEMS) return undefined;
  return `events is required and must be an array of 1 to ${MOST_ITEMS} events`;
}

function createAll(call: Call, world: World, events: readonly Json[], accountId: string): Reply {
  call.note.items = events.length;
  const now = world.clock.now();
  const verdicts = judge(events, 0, (event) => checkEvent(event, now));
  return json(207, settle(call, world, { api: 'ads_v1', accountId, verdicts }, describe), TYPE);
}

function describe(verdicts: readonly Verdict[]): MultiStatus {
  const success: StatusEntry[] = [];
  const error: StatusEntry[] = [];
  for (const { index, item, problems } of verdicts) {
    if (problems.length === 0) success.push({ index, event: item });
    else error.push({ index, errors: problems.slice(0, MOST_ERRORS).map((it) => errorFor(index, it)) });
  }
  return { success, error };
}

function errorFor(index: number, { code, field, message }: Verdict['problems'][number]): object {
  const fieldLocation = field === undefined || field === '' ? `events[${index}]` : `events[${index}].${field}`;
  return { code, message, fieldLocation };
}

function refuse(call: Call, status: number, message: string): Reply {
  return refusal(call.endpoint, call.requestId, status, { message });
}
