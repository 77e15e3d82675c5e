import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { type Received, serve } from './loopback-server.ts';

/** An answer made of the request: it repeats what it was sent. */
export type Echo = (request: Received) => { readonly status: number; readonly type?: string; readonly body: string };

/** A way to the sandbox that sees what passes, and that may answer in its place with an echo. */
export interface EchoingAmazon {
  readonly url: string;
  /** Where what is not echoed goes. */
  target: string;
  /** What answers requests to the import API, and to the login. */
  readonly echo: { import?: Echo | undefined; login?: Echo | undefined };
  /** Every token that the login has given out. */
  readonly tokens: Set<string>;
  /** How many requests were answered with an echo. */
  echoed: number;
  close(): Promise<void>;
}

const LOGIN = '/auth/o2/token';
const KEPT = /^(content-type|accept|authorization|amazon-.*)$/;

/** Starts one. Close it. */
export async function startEchoingAmazon(): Promise<EchoingAmazon> {
  const server = await serve((request, out) => void answer(request, out));
  const amazon: EchoingAmazon = {
    ...{ url: server.url, target: '', echo: {}, tokens: new Set<string>(), echoed: 0 },
    close: () => server.close(),
  };
  const answer = async (request: Received, out: ServerResponse): Promise<void> => {
    const isLogin = request.path === LOGIN;
    const echo = isLogin ? amazon.echo.login : amazon.echo.import;
    if (echo === undefined) return pass(request, out, isLogin);
    const { status, type = 'application/json', body } = echo(request);
    out.writeHead(status, { 'content-type': type });
    out.end(body);
    amazon.echoed += 1;
  };
  const pass = async (
    { method, path, headers, body }: Received,
    out: ServerResponse,
    isLogin: boolean,
  ): Promise<void> => {
    const reply = await fetch(`${amazon.target}${path}`, { method, headers: kept(headers), body });
    const text = await reply.text();
    if (isLogin && reply.ok) {
      const { access_token, refresh_token } = JSON.parse(text);
      amazon.tokens.add(access_token).add(refresh_token);
    }
    out.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'application/json' });
    out.end(text);
  };
  return amazon;
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (KEPT.test(name) ? [[name, String(value)]] : [])),
  );
}
