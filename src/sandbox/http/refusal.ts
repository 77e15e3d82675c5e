import type { Endpoint, ErrorFamily } from './call.ts';
import { json, type Reply } from './reply.ts';

/** What a refusal says beyond its status. */
export interface RefusalWords {
  readonly message: string;
  /** Error code, `errorType` or OAuth error; by default what fits the status. */
  readonly code?: string;
  /** The field or header at fault, where the shape has room for it. */
  readonly field?: string;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'CONTENT_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
};

const OAUTH: Readonly<Record<number, string>> = { 401: 'invalid_client', 429: 'temporarily_unavailable' };

/** The answer to a request that is refused as a whole, in the shape of the endpoint's family (fact sheet 5.4). */
export function refusal(
  endpoint: Pick<Endpoint, 'errors' | 'answers'>,
  requestId: string,
  status: number,
  words: RefusalWords,
): Reply {
  return json(status, shape(endpoint.errors, requestId, status, words), endpoint.answers);
}

function shape(family: ErrorFamily, requestId: string, status: number, words: RefusalWords): object {
  const { message } = words;
  if (family === 'login') {
    const error = words.code ?? OAUTH[status] ?? (status >= 500 ? 'server_error' : 'invalid_request');
    // A live answer carries an opaque error_index as well.
    const error_index = Buffer.from(requestId).toString('base64');
    return { error_index, error_description: message, error, request_id: requestId };
  }
  const code = words.code ?? CODES[status] ?? (status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST');
  if (family === 'classic') return { code, details: message };
  if (family === 'ads') return { code, message };
  const sub = { errorType: code, ...(words.field === undefined ? {} : { fieldName: words.field }), message };
  return { message, requestId, errors: [sub] };
}
