import type { ProblemDocument, RequestProblem } from '../../src/admin/api/operation.ts';

/** What kept the gateway from doing what was asked, or the console from hearing of it. */
export class ApiProblem extends Error {
  /** Stable; 0 and `unreachable` where there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** What happened and what to do, for people. */
  readonly detail: string;
  /** Of what was sent, each at its place. */
  readonly problems: readonly RequestProblem[];
  /** Seconds to wait before another try, where the gateway said so. */
  readonly retryAfterS: number | undefined;

  constructor({ status, code, title, detail, problems = [] }: Omit<ProblemDocument, 'type'>, retryAfterS?: number) {
    super(`${title}: ${detail}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.problems = problems;
    this.retryAfterS = retryAfterS;
  }
}

/** The problem that a refusal's answer tells of. */
export async function problemIn(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterS = Number.isFinite(seconds) ? seconds : undefined;
  const document = await response.json().catch(() => undefined);
  if (isDocument(document)) return new ApiProblem({ ...document, status: response.status }, retryAfterS);
  // A proxy between here and there has answers of its own.
  const detail = `The answer was ${response.status}, and not in the gateway’s words: something between this browser and the gateway gave it. Try again, or look at the proxy’s log.`;
  return new ApiProblem({ status: response.status, code: 'unreadable', title: 'Not the gateway’s answer', detail });
}

/** The problem of a request that had no answer. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    ...{ status: 0, code: 'unreachable', title: 'The gateway does not answer' },
    detail:
      'Check that it runs and that this machine reaches it. What is shown may be old; it is asked for again by itself.',
  });
}

/** Anything thrown as a problem to show: what is no answer of the gateway's is a fault of the console. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const words = error instanceof Error ? error.message : String(error);
  const detail = `The console failed at this (${words}). Load the page again; the gateway is not touched by it.`;
  return new ApiProblem({ status: 0, code: 'console_failed', title: 'A fault of the console', detail });
}

function isDocument(value: unknown): value is ProblemDocument {
  return typeof value === 'object' && value !== null && 'code' in value && 'title' in value && 'detail' in value;
}
