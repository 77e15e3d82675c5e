import type { ItemProblem } from '../event/parse.ts';

/** What is answered to a request. */
export interface Reply {
  readonly status: 200 | 207 | 400 | 401 | 413 | 415 | 503;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** Stored, all of it. */
export const ACCEPTED: Reply = { status: 200, body: '{"success":true}' };

/** A refusal in the platform's form: a code, a sentence, and details where there are any. */
export function refuse(
  status: Exclude<Reply['status'], 200 | 207>,
  code: string,
  message: string,
  details?: readonly object[],
  headers?: Reply['headers'],
): Reply {
  const body = JSON.stringify({
    Error: code,
    Message: message,
    ...(details === undefined ? {} : { Details: details }),
  });
  return { status, body, ...(headers === undefined ? {} : { headers }) };
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
