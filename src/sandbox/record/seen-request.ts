import type { IncomingHttpHeaders } from 'node:http';
import type { EndpointName } from '../http/endpoint-name.ts';

/** One request to one of Amazon's endpoints. */
export interface SeenRequest {
  /** When it was answered, ISO-8601. */
  readonly time: string;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly endpoint: EndpointName;
  /** Status of the answer; null when none was sent. */
  readonly status: number | null;
  /** How many items the body held, for endpoints that take items. */
  readonly items?: number;
  readonly accountId?: string;
  /** The kind of fault that took it. */
  readonly fault?: string;
  /** Its headers; of credentials only the scheme. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Which requests to show; members left out do not filter. */
export interface RequestQuery {
  readonly endpoint?: EndpointName | undefined;
  readonly status?: number | undefined;
  readonly limit?: number | undefined;
}

const SECRETS = new Set(['authorization', 'proxy-authorization', 'cookie']);
const LONGEST = 300;

/** Request headers fit to be shown: no secrets, and nothing longer than a line or three. */
export function shownHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    shown[name] = SECRETS.has(name) ? `${/^\w{1,20}(?= )/.exec(text)?.[0] ?? ''} (hidden)`.trim() : shortened(text);
  }
  return shown;
}

/** A text cut to what a list can show. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
