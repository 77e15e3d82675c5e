import { Badge } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { PipelineSummary } from '../../../src/admin/api/pipelines.ts';
import { useOperation } from '../../api/queries.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { HealthBadge } from '../../parts/health-badge.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';

const COLUMNS: readonly Column<PipelineSummary>[] = [
  { title: 'Name', cell: ({ name }) => <b>{name}</b>, value: ({ name }) => name },
  { title: 'Health', cell: ({ health }) => <HealthBadge health={health} />, value: ({ health }) => health.state },
  {
    title: 'Deployed',
    cell: ({ live }) => (live === undefined ? 'never' : <When at={live.at} as="ago" />),
    value: ({ live }) => live?.at,
  },
  {
    title: 'Draft',
    cell: ({ changed }) => (changed ? <Badge color="blue">not deployed</Badge> : 'as deployed'),
  },
];

/** The pipelines: where events come in. */
export function PipelinesScreen(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/pipelines', {});
  return (
    <Page
      title="Pipelines"
      lead="Where events come in, each with its write keys and the integrations it hands them to."
    >
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {error === null && (
        <DataTable
          label="Pipelines"
          columns={COLUMNS}
          rows={data?.pipelines}
          keyOf={({ name }) => name}
          empty={
            <EmptyState
              title="There is no pipeline yet"
              icon={<IconRoute size={22} stroke={1.6} />}
              action={<ButtonLink to="/welcome">Get started</ButtonLink>}
            >
              Each shop or app whose events are to come in has one. Connecting Amazon makes the first by itself.
            </EmptyState>
          }
        />
      )}
    </Page>
  );
}
