import type { ConnectOperations } from '../../admin/api/connect.ts';
import type { IntegrationOperations } from '../../admin/api/integrations.ts';
import type { PipelineOperations } from '../../admin/api/pipelines.ts';
import { DspatchError, messageOf } from '../../base/errors.ts';
import { isObject, own } from '../../base/json.ts';

/** The operations that connecting takes. */
type Operations = ConnectOperations &
  Pick<IntegrationOperations, 'GET /api/integrations'> &
  Pick<PipelineOperations, 'GET /api/pipelines'>;

type Part<N extends keyof Operations, P extends string> = Operations[N] extends { [part in P]: infer T }
  ? T
  : undefined;

/** What an operation is called with: what stands in its path, behind the question mark, and in its body. */
interface About<N extends keyof Operations> {
  readonly params?: Part<N, 'params'>;
  readonly query?: Part<N, 'query'>;
  readonly body?: Part<N, 'body'>;
}

/** Calls an operation of the admin API. */
export type Call = <N extends keyof Operations>(name: N, about?: About<N>) => Promise<Operations[N]['response']>;

/** Calls a running gateway's admin API. Rejects with what the gateway says of a call that it refuses. */
export function callsTo(admin: string): Call {
  const url = admin.replace(/\/+$/, '');
  return async (name, { params, query, body } = {}) => {
    const [method = 'GET', path = ''] = name.split(' ', 2);
    const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(memberOf(params, key))));
    const search = new URLSearchParams(
      Object.entries(query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
    );
    let response: Response;
    try {
      response = await fetch(`${url}${filled}${search.size === 0 ? '' : `?${search}`}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
    } catch (error) {
      const cause = messageOf((error as { cause?: unknown }).cause ?? error);
      throw new DspatchError(
        'gateway_unreachable',
        `no gateway answers at ${url} (${cause}): start one with dspatch serve, or name its admin address with --admin`,
        { cause: error },
      );
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as never;
    const said = isObject(answer) ? own(answer, 'detail') : undefined;
    const code = isObject(answer) ? own(answer, 'code') : undefined;
    throw new DspatchError(
      typeof code === 'string' ? code : 'gateway_refused',
      `the gateway answers ${response.status}: ${said ?? 'no explanation'}`,
    );
  };
}

function memberOf(params: unknown, key: string): unknown {
  return (params as Readonly<Record<string, unknown>> | undefined)?.[key];
}
