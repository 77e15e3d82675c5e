import type { IncomingHttpHeaders } from 'node:http';
import type { Region } from '../accounts/region.ts';
import type { Fault } from '../faults/fault.ts';
import type { World } from '../world.ts';
import type { EndpointName } from './endpoint-name.ts';
import type { Reply } from './reply.ts';

/**
 * The four shapes in which Amazon words an error: Login with Amazon, the DSP endpoints (`DspErrorV1`), the Ads API v1
 * (`code`, `message`), and the older endpoints (`code`, `details`).
 */
export type ErrorFamily = 'login' | 'dsp' | 'ads' | 'classic';

/** One operation of Amazon's that the sandbox plays. */
export interface Endpoint {
  readonly name: EndpointName;
  readonly errors: ErrorFamily;
  /** Media type of its answers. */
  readonly answers: string;
  /** Decides the answer. It must not throw on any input; what it throws is answered with a 500 and is a bug. */
  handle(call: Call, world: World): Reply;
}

/** One request, read whole. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** What the path's placeholders held, in order, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body was over the limit, and `body` is empty. */
  readonly tooLarge: boolean;
  readonly requestId: string;
  readonly region: Region;
  /** The fault that takes this request, if any. */
  readonly fault: Fault | undefined;
  /** An import that answers as always but keeps nothing: for lies that lose what they speak of. */
  readonly dry: boolean;
  /** What is known about the request for the list of requests; the endpoint adds how many items it found. */
  readonly note: RequestNote;
}

export interface RequestNote {
  accountId?: string;
  items?: number;
}

/** A request header by its lower-case name, trimmed; undefined when absent or empty. */
export function header(call: Call, name: string): string | undefined {
  const value = call.headers[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === '' ? undefined : text;
}
