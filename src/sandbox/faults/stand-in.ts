import { SECOND } from '../../base/durations.ts';
import type { Call } from '../http/call.ts';
import { refusal } from '../http/refusal.ts';
import { json, jsonText, type Reply, withHeaders } from '../http/reply.ts';
import { badGrant } from '../login/token.ts';
import type { Fault, RateLimitFault, StatusFault } from './fault.ts';
import { isItemLie } from './fault-schema.ts';

/**
 * The answer a fault gives in place of the endpoint's. Undefined for faults that leave the endpoint its say, and for those
 * that give no answer at all. `now` is epoch milliseconds.
 */
export function standIn(fault: Fault, call: Pick<Call, 'endpoint' | 'requestId'>, now: number): Reply | undefined {
  const { endpoint, requestId } = call;
  switch (fault.kind) {
    case 'status': {
      const plain = refusal(endpoint, requestId, fault.status, { message: `Sandbox fault: status ${fault.status}` });
      return withRetryAfter(fault.body === undefined ? plain : withBody(fault, endpoint.answers), fault, now);
    }
    case 'invalid_grant':
      return badGrant(call, 'refresh_token');
    case 'unauthorized':
      return refusal(endpoint, requestId, 401, { message: 'Not authorized: the access token is not valid' });
    case 'forbidden': {
      const message = 'The terms and conditions have not been accepted, or the event manager permission is missing';
      return refusal(endpoint, requestId, 403, { message });
    }
    case 'rate_limit':
      return withRetryAfter(refusal(endpoint, requestId, 429, { message: 'Too Many Requests' }), fault, now);
    case 'silence':
    case 'endless_body':
    case 'gzip_bomb':
      return json(fault.status ?? 207, {}, endpoint.answers);
    case 'lie':
      return isItemLie(fault.lie) ? undefined : falseBody(fault.lie, fault.status ?? 200, endpoint.answers);
    default:
      return undefined;
  }
}

function withBody({ status, body, contentType }: StatusFault, answers: string): Reply {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return jsonText(status, text, contentType ?? (typeof body === 'string' ? 'text/plain' : answers));
}

function withRetryAfter(reply: Reply, fault: StatusFault | RateLimitFault, now: number): Reply {
  const { retryAfter, retryAfterForm } = fault;
  if (retryAfter === undefined) return reply;
  const isDate = retryAfterForm === 'date' && typeof retryAfter === 'number';
  const value = isDate ? new Date(now + retryAfter * SECOND).toUTCString() : String(retryAfter);
  return withHeaders(reply, { 'retry-after': value });
}

function falseBody(lie: string, status: number, answers: string): Reply {
  switch (lie) {
    case 'html':
      return jsonText(
        status,
        '<!doctype html><title>Welcome</title><p>Please log in to the guest network.',
        'text/html',
      );
    case 'not_json':
      return jsonText(status, '{"success":[{"index":1,', answers);
    case 'empty_object':
      return jsonText(status, '{}', answers);
    default:
      return { status, headers: {}, body: '' };
  }
}

/** Whether the endpoint processes a request that this fault strikes. */
export function isProcessed(fault: Fault): boolean {
  switch (fault.kind) {
    case 'status':
    case 'hang':
    case 'endless_body':
    case 'gzip_bomb':
      return fault.process ?? false;
    case 'silence':
      return fault.process ?? true;
    case 'lie':
      // A lie about items needs the items judged, even where nothing of them is kept.
      return isItemLie(fault.lie) || (fault.process ?? true);
    case 'reset':
      return fault.when === 'after_processing' || fault.when === 'mid_response';
    case 'delay':
    case 'slow_body':
    case 'truncated':
    case 'items':
      return true;
    default:
      return false;
  }
}

/** Whether a request is judged but nothing of it kept: a lie that loses everything. */
export function isDry(fault: Fault | undefined): boolean {
  const loses = fault?.kind === 'lie' && fault.process === false && isItemLie(fault.lie);
  return loses && fault.lie !== 'missing_all' && fault.lie !== 'missing_some';
}
