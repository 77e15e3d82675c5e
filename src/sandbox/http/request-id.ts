import { randomUUID } from 'node:crypto';

/** The header that carries the request id of every answer, as Amazon's gateway names it. */
export const REQUEST_ID_HEADER = 'x-amzn-requestid';

/** A new request id. */
export function newRequestId(): string {
  return randomUUID();
}
