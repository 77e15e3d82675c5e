import type { ReactElement } from 'react';
import type { Count } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { TextLink } from '../../parts/links.tsx';
import { Num } from '../../parts/num.tsx';
import classes from './consent.module.css';

const TIMES = [
  ['24h', '24 hours'],
  ['7d', '7 days'],
] as const;
const REASONS = [
  ['consent_denied', 'Refused'],
  ['consent_missing', 'Without a sign'],
] as const;

/** What the gate kept back lately, each number a way to the events. */
export function RecentCounts({ integration }: { readonly integration: string }): ReactElement {
  const day = useOperation('GET /api/counts', { query: { since: '24h' } }, { every: 30_000 });
  const week = useOperation('GET /api/counts', { query: { since: '7d' } }, { every: 30_000 });
  const counts = [day.data?.counts, week.data?.counts];
  return (
    <table className={classes.counts}>
      <caption>Kept back lately</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">Reason</span>
          </th>
          {TIMES.map(([since, title]) => (
            <th key={since} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {REASONS.map(([reason, title]) => (
          <tr key={reason}>
            <th scope="row">{title}</th>
            {TIMES.map(([since, ago], i) => {
              const n = counts[i] === undefined ? undefined : sumOf(counts[i], integration, reason);
              return (
                <td key={since}>
                  {n === undefined ? (
                    '–'
                  ) : n === 0 ? (
                    0
                  ) : (
                    <TextLink
                      to="/search"
                      search={{ integration, reason, since }}
                      aria-label={`${title} in ${ago}, ${integration}: ${n}`}
                    >
                      <Num n={n} />
                    </TextLink>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sumOf(counts: readonly Count[], integration: string, reason: string): number {
  return counts
    .filter((one) => one.counted === 'dropped' && one.integration === integration && one.reason === reason)
    .reduce((sum, { n }) => sum + n, 0);
}
