import type { z } from 'zod';
import type { Json } from '../base/json.ts';
import type { Author } from '../catalog/model.ts';
import type { OperationName, Shape } from './api/operation.ts';
import type { Permission, Role } from './permissions.ts';

/** What is said of an operation beside what it does: enough to serve it, to document it, and to say who may use it. */
export interface Spec<S extends Shape = Shape> {
  readonly permission: Permission;
  /** One line for the documentation. */
  readonly summary: string;
  readonly params?: z.ZodType<S['params']>;
  readonly query?: z.ZodType<S['query']>;
  readonly body?: z.ZodType<S['body']>;
  /** For the documentation; where tests run, every answer is held against it (serve-operations.ts). */
  readonly response?: z.ZodType;
  /** It gives a stream of server-sent events; `response` is then of one message. */
  readonly stream?: true;
  /** The status of a success; 200 where it is not said, 204 without a response. */
  readonly status?: 200 | 201 | 202 | 204;
  /** The answer has a `version`, which travels as its ETag. */
  readonly versioned?: true;
  /** The caller must say in If-Match which version they have read. */
  readonly needsVersion?: true;
}

/** The specs of an interface of operations: one for each, and none besides. */
export type Specs<O> = { readonly [N in keyof O]: O[N] extends Shape ? Spec<O[N]> : never };

/** Who calls. */
export interface Caller extends Author {
  readonly role: Role;
  /** The id of the session they came with; undefined for tokens. */
  readonly session?: string | undefined;
}

/** One call of an operation, checked. */
export interface Call<S extends Shape = Shape> {
  readonly params: S['params'];
  readonly query: S['query'];
  readonly body: S['body'];
  /** The version the caller has read; 0 where the operation needs none. */
  readonly version: number;
  /** Undefined in operations that are public. */
  readonly caller: Caller | undefined;
  /** The address the call comes from. */
  readonly address: string;
  /** What it says it was made with: the header User-Agent. */
  readonly agent: string;
  /** Of a stream: the id of the last message that the caller had of an earlier one, by the header Last-Event-ID. */
  readonly lastEventId: string | undefined;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal;
  /** Puts it on record that the call changed something; `before` and `after` are for configuration, and hold no secret. */
  audit(action: string, subject: string, change?: { readonly before?: Json; readonly after?: Json }): void;
  /** Sets a header of the answer. */
  header(name: string, value: string): void;
}

/** What does the work of an interface of operations. A DspatchError's code decides the status (problems.ts). */
export type Handlers<O> = {
  readonly [N in keyof O]: O[N] extends Shape ? (call: Call<O[N]>) => Promise<O[N]['response']> : never;
};

/** Specs of any operations by name, as the server and the documentation go through them. */
export type AnySpecs = Readonly<Record<OperationName, Spec>>;

/** The caller of an operation that is not public. */
export function callerOf({ caller }: Pick<Call, 'caller'>): Caller {
  if (caller === undefined) throw new Error('an operation that is public asked who calls');
  return caller;
}
