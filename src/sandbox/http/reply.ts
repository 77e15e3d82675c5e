import type { Json } from '../../base/json.ts';

/** One HTTP answer, decided but not yet on the wire. Header names are lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An answer with a JSON body; `text` is the body as it goes out. */
export function jsonText(status: number, text: string, type: string = 'application/json'): Reply {
  return { status, headers: { 'content-type': type }, body: text };
}

/** An answer with a JSON body. */
export function json(status: number, value: Json | object, type?: string): Reply {
  return jsonText(status, JSON.stringify(value), type);
}

/** The same answer with more headers. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
