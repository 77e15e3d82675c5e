import type { Problem } from '../base/problem.ts';
import type { ListenerConfig, ServerConfig } from './schema.ts';
import { touches } from './shape.ts';
import { valueAt } from './value-at.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Whether the metrics are read without a token: where it is not said, only where nobody but this machine reaches them, a proxy's callers
 * included.
 */
export function areMetricsOpen({ host, publicUrl, openMetrics }: ServerConfig['admin']): boolean {
  return openMetrics ?? (LOOPBACK.has(host) && publicUrl === undefined);
}
const ANY = new Set(['0.0.0.0', '::']);

/** What is wrong with the listeners of a file. What of it was left out is told elsewhere, and its defaults say nothing. */
export function checkServer(
  { ingest, admin }: ServerConfig,
  file: unknown,
  leftOut: readonly Problem['path'][],
): Problem[] {
  const problems: Problem[] = [];
  if (!LOOPBACK.has(admin.host) && admin.publicUrl === undefined) {
    const message = `must be a loopback address (127.0.0.1, ::1, localhost), not "${admin.host}"; or set server.admin.publicUrl to the https address of a proxy before it: the listener itself speaks no TLS`;
    problems.push({ path: ['server', 'admin', 'host'], message });
  }
  const isRead = ['ingest', 'admin'].every((listener) => !touches(['server', listener], leftOut));
  if (isRead && ingest.port === admin.port && ingest.port !== 0 && meet(ingest, admin)) {
    const isWritten = valueAt(file, ['server', 'admin', 'port']) !== undefined;
    const [own, other] = isWritten ? ['admin', 'ingest'] : ['ingest', 'admin'];
    const message = `${ingest.port} is the port of server.${other} too: each listener needs its own`;
    problems.push({ path: ['server', own, 'port'], message });
  }
  return problems;
}

/** Whether two listeners would be at one address. */
function meet({ host }: ListenerConfig, other: ListenerConfig): boolean {
  return (
    host === other.host || ANY.has(host) || ANY.has(other.host) || (LOOPBACK.has(host) && LOOPBACK.has(other.host))
  );
}
