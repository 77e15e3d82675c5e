import type { ItemProblem } from '../event/parse.ts';

/** What every answer's body is. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** What is answered to a request. */
export interface Reply {
  readonly status: 200 | 207 | Refusal['status'];
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** The answer to a request of which nothing is taken. */
export interface Refusal extends Reply {
  readonly status: 400 | 401 | 404 | 405 | 408 | 413 | 415 | 431 | 503;
  /** Why, as the sender is told and as it is counted; stable. */
  readonly code: string;
}

/** Stored, all of it. */
export const ACCEPTED: Reply = { status: 200, body: '{"success":true}' };

/** A refusal in the platform's form: a code, a sentence, and details where there are any. */
export function refuse(
  status: Refusal['status'],
  code: string,
  message: string,
  details?: readonly object[],
  headers?: Reply['headers'],
): Refusal {
  const body = JSON.stringify({
    Error: code,
    Message: message,
    ...(details === undefined ? {} : { Details: details }),
  });
  return { status, code, body, ...(headers === undefined ? {} : { headers }) };
}

/** Some events of a batch were stored, and these were not. */
export function partlyAccepted(accepted: number, problems: readonly ItemProblem[]): Reply {
  const rejected = problems.length;
  return {
    status: 207,
    body: JSON.stringify({
      success: false,
      accepted,
      rejected,
      Message: `${accepted} of ${accepted + rejected} events were accepted`,
      Details: problems.map(itemDetail),
    }),
  };
}

/** How a refused item of a batch is named to its sender. */
export function itemDetail({ index, messageId, code, message }: ItemProblem): object {
  return { index, ...(messageId === undefined ? {} : { messageId }), Error: code, Message: message };
}
