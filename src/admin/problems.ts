import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { DspatchError } from '../base/errors.ts';
import { formatPath } from '../base/problem.ts';
import { RETRY_AFTER } from '../base/retry-after.ts';
import type { ProblemDocument, RequestProblem } from './api/operation.ts';

/** What was sent is wrong at these places. */
export class InvalidRequest extends DspatchError {
  readonly problems: readonly RequestProblem[];

  constructor(detail: string, problems: readonly RequestProblem[], code = 'invalid_request') {
    super(code, detail);
    this.problems = problems;
  }
}

/** The statuses of our own codes; every other one is a fault of ours. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_configuration: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  weak_password: 400,
  forbidden: 403,
  account_disabled: 403,
  sign_on_refused: 403,
  not_found: 404,
  exists: 409,
  in_use: 409,
  set_up_done: 409,
  last_admin: 409,
  too_many_people: 409,
  too_many_webhooks: 409,
  confirmation_needed: 409,
  unhealthy: 409,
  not_kept: 409,
  disk_full: 409,
  backup_failed: 409,
  record_conflict: 412,
  version_needed: 428,
  too_many_requests: 429,
  master_key: 409,
  queue_closed_to_intake: 503,
  issuer_unavailable: 503,
  closing: 503,
};

const TITLES: Readonly<Record<number, string>> = {
  ...{ 400: 'Not right', 401: 'Not signed in', 403: 'Not allowed', 404: 'Not found', 409: 'In conflict' },
  ...{ 412: 'Changed meanwhile', 413: 'Too large', 428: 'Version needed', 429: 'Too many requests' },
  ...{ 500: 'Failed', 503: 'Not now' },
};

/** The problem document of anything thrown. What nobody expected is told without its words: they may repeat what was sent. */
export function problemOf(error: unknown): ProblemDocument {
  if (error instanceof DspatchError && Object.hasOwn(STATUS, error.code)) {
    // Of what was sent (InvalidRequest), or of what was to be deployed (deploy/deploy.ts).
    const { problems: found = [] } = error as Partial<InvalidRequest>;
    const problems = found.length > 0 ? { problems: found } : {};
    return document(STATUS[error.code] ?? 500, error.code, error.message, problems);
  }
  const { statusCode: status, code } = error as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return document(413, 'too_large', 'the request is larger than 1 MB', {});
  if (status !== undefined && status >= 400 && status < 500) {
    return document(status, 'invalid_request', 'the request cannot be read: send JSON as application/json', {});
  }
  return document(500, 'failed', 'the gateway failed at this: see its log', {});
}

function document(
  status: number,
  code: string,
  detail: string,
  more: Pick<ProblemDocument, 'problems'>,
): ProblemDocument {
  return { type: `urn:dspatch:problem:${code}`, title: TITLES[status] ?? 'Failed', status, code, detail, ...more };
}

/** Sends a problem. */
export function sendProblem(reply: FastifyReply, problem: ProblemDocument): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', RETRY_AFTER);
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Reads one part of a request by its schema. Throws InvalidRequest with every place that is wrong. */
export function read<T>(schema: z.ZodType<T>, input: unknown, part: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    path: formatPath(issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))),
    message: issue.message,
  }));
  const words = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  throw new InvalidRequest(`the ${part} is not right: ${words}`, problems);
}
