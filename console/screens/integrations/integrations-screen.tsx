import { IconPlugConnected } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { IntegrationSummary } from '../../../src/admin/api/integrations.ts';
import { useOperation } from '../../api/queries.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { HealthBadge } from '../../parts/health-badge.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

const COLUMNS: readonly Column<IntegrationSummary>[] = [
  { title: 'Name', cell: ({ name }) => <b>{name}</b>, value: ({ name }) => name },
  { title: 'Kit', cell: ({ kit }) => kit, value: ({ kit }) => kit },
  { title: 'Health', cell: ({ health }) => <HealthBadge health={health} />, value: ({ health }) => health.state },
  { title: 'Newest revision', cell: ({ latest }) => (latest === 0 ? 'none' : latest), value: ({ latest }) => latest },
  {
    title: 'Run by',
    cell: ({ live }) => live.map(({ pipeline, revision }) => `${pipeline} (revision ${revision})`).join(', ') || 'none',
  },
];

/** The integrations: what is sent where. */
export function IntegrationsScreen(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/integrations', {});
  return (
    <Page title="Integrations" lead="What is made of events and where it is sent. Pipelines run their saved revisions.">
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {error === null && (
        <DataTable
          label="Integrations"
          columns={COLUMNS}
          rows={data?.integrations}
          keyOf={({ name }) => name}
          empty={
            <EmptyState
              title="There is no integration yet"
              icon={<IconPlugConnected size={22} stroke={1.6} />}
              action={<ButtonLink to="/welcome">Get started</ButtonLink>}
            >
              An integration connects one advertiser at Amazon, and says what each event is sent as.
            </EmptyState>
          }
        />
      )}
    </Page>
  );
}
