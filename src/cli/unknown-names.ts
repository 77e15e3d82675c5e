import type { Status } from '../admin/api/gateway.ts';
import { didYouMean } from '../base/problem.ts';
import type { Count } from '../ledger/ledger.ts';
import type { AdminClient } from './admin-client.ts';

/** Names that were looked for in a running gateway. */
export interface Sought {
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly event?: string | undefined;
}

/**
 * Which of the names that were looked for a gateway does not know, neither by its configuration nor by what it has counted: a sentence for
 * each, with what was probably meant. To be asked where nothing was found.
 */
export async function unknownNames(admin: AdminClient, sought: Sought): Promise<string[]> {
  const { pipeline, integration, event } = sought;
  if (pipeline === undefined && integration === undefined && event === undefined) return [];
  const [status, { counts }] = await Promise.all([
    admin.get<Status>('/api/status'),
    admin.get<{ counts: Count[] }>('/api/counts'),
  ]);
  const names = (configured: readonly { readonly name: string }[], counted: (count: Count) => string): string[] => [
    ...new Set([...configured.map(({ name }) => name), ...counts.map(counted).filter((name) => name !== '')]),
  ];
  return [
    ...missing(
      'pipeline',
      pipeline,
      names(status.pipelines, (count) => count.pipeline),
    ),
    ...missing(
      'integration',
      integration,
      names(status.integrations, (count) => count.integration),
    ),
    ...missing(
      'event',
      event,
      names([], (count) => count.event),
    ),
  ];
}

/** The most names that are listed. */
const MAX_LISTED = 10;

function missing(what: string, name: string | undefined, known: readonly string[]): string[] {
  if (name === undefined || known.includes(name)) return [];
  const more = known.length > MAX_LISTED ? ' ...' : '';
  const list = known.length === 0 ? '' : `; there are ${known.slice(0, MAX_LISTED).join(', ')}${more}`;
  return [`there is no ${what} "${name}"${didYouMean(name, known)}${list}`];
}
