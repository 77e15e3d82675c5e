import { DspatchError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';

/** A problem of what was sent, with its place. */
export interface RefusedPart {
  readonly path: string;
  readonly message: string;
}

/** A gateway has refused. `code` is the gateway's own, and the message has all of its problems, a line each. */
export class GatewayRefused extends DspatchError {
  readonly status: number;
  readonly problems: readonly RefusedPart[];

  /** `answer` is the problem document, of which `detail` was found. */
  constructor(status: number, detail: string, answer: JsonObject) {
    const code = own(answer, 'code');
    const given = own(answer, 'problems');
    const problems = Array.isArray(given) ? given.filter(isObject) : [];
    // Where there are few the gateway has said them in its detail already.
    const lines = problems.map(lineOf).filter((line) => !detail.includes(line));
    const told = `the gateway answers ${status}: ${detail}${MORE[status] ?? ''}`;
    super(typeof code === 'string' ? code : 'gateway_refused', [told, ...lines].join('\n  '));
    this.status = status;
    this.problems = problems.map((problem) => ({ path: textOf(problem, 'path'), message: textOf(problem, 'message') }));
  }
}

/** What a command can do that the gateway does not know of. */
const MORE: Readonly<Record<number, string>> = {
  // A command has no session to sign in to.
  401: ' (--token, or the variable DSPATCH_TOKEN)',
  // Commands read just before they write: what was read is no longer what is there.
  412: ' (somebody else was faster: look at what is there now, and run the command again)',
};

/** A problem as a line: where it stands, and what it is. */
function lineOf(problem: JsonObject): string {
  const [line, column] = [own(problem, 'line'), own(problem, 'column')];
  const place = typeof line === 'number' ? `line ${line}${typeof column === 'number' ? `:${column}` : ''}` : '';
  const where = [place, textOf(problem, 'path')].filter((part) => part !== '').join(' ');
  return where === '' ? textOf(problem, 'message') : `${where}: ${textOf(problem, 'message')}`;
}

function textOf(problem: JsonObject, key: string): string {
  const text: Json | undefined = own(problem, key);
  return typeof text === 'string' ? text : '';
}
