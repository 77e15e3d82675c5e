// Types alone: the console and the command line share them with the gateway, and nothing of this is there when they run.

/** What one operation of the admin API takes and gives. A member that is absent is nothing. */
export interface Shape {
  /** What stands in the path, by name. */
  readonly params?: object;
  /** What stands behind the question mark. */
  readonly query?: object;
  readonly body?: object;
  /** What it gives; undefined for an answer without a body. */
  readonly response: unknown;
}

/** An operation's name: its method and its path, such as `GET /api/pipelines/:pipeline`. */
export type OperationName = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;

/** One message of a stream of server-sent events. `id` is what a caller hands back in Last-Event-ID to go on behind it. */
export interface StreamMessage {
  readonly event: string;
  readonly id?: string | undefined;
  readonly data: object;
}

/** What an operation gives that goes on giving: messages as they come, some at a time, as server-sent events on the wire. */
export type EventStream<M extends StreamMessage> = AsyncIterable<readonly M[]>;

/** A page of a long list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it back as `after` to go on; undefined at the end. */
  readonly next: string | undefined;
}

/** One thing that is wrong in what was sent, and where. */
export interface RequestProblem {
  readonly path: string;
  readonly message: string;
  /** In a file, from 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/**
 * What an error of the API is (RFC 9457, `application/problem+json`). `code` is stable; `detail` says what happened and what to do.
 */
export interface ProblemDocument {
  /** `urn:dspatch:problem:<code>`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** The problems of what was sent, each at its place. */
  readonly problems?: readonly RequestProblem[];
}
