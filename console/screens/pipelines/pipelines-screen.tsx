import { Badge, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { PipelineSummary } from '../../../src/admin/api/pipelines.ts';
import { useOperation } from '../../api/queries.ts';
import { IconPlus, IconRoute } from '../../icons/icons.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { HealthBadge } from '../../parts/health-badge.tsx';
import { ButtonLink, TextLink } from '../../parts/links.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { type DayOfPipeline, daysOf } from './day-of-pipeline.ts';
import { NewPipelineDialog } from './new-pipeline-dialog.tsx';

/** A pipeline and its last day; undefined while that is on its way. */
interface Row extends PipelineSummary {
  readonly day: DayOfPipeline | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'Name',
    cell: ({ name }) => (
      <TextLink to="/pipelines/$pipeline" params={{ pipeline: name }} underline="hover" fw={600} inherit>
        {name}
      </TextLink>
    ),
    value: ({ name }) => name,
  },
  { title: 'Health', cell: ({ health }) => <HealthBadge health={health} />, value: ({ health }) => health.state },
  { title: 'Runs', cell: Runs, value: ({ live }) => live?.at },
  {
    title: 'Draft',
    cell: ({ changed }) => (changed ? <Badge color="blue">not deployed</Badge> : 'as deployed'),
    value: ({ changed }) => String(changed),
  },
  {
    ...{ title: 'Received, 24 h', align: 'right' },
    cell: ({ day }) => day && <Num n={day.received} />,
    value: ({ day }) => day?.received,
  },
  {
    ...{ title: 'Delivered', align: 'right' },
    cell: ({ day }) => day && <Num n={day.delivered} />,
    value: ({ day }) => day?.delivered,
  },
];

/** The pipelines: where events come in. */
export function PipelinesScreen(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/pipelines', {});
  const dashboard = useOperation('GET /api/dashboard', { query: {} }, { every: 30_000 });
  const [isMaking, setMaking] = useState(false);
  const days = dashboard.data && daysOf(dashboard.data.breakdown);
  const rows = data?.pipelines.map((pipeline) => ({ ...pipeline, day: days?.(pipeline.name) }));
  return (
    <Page
      title="Pipelines"
      lead="Where events come in, each with its write keys and the integrations it hands them to."
      actions={
        <ButtonFor permission="edit" leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
          New pipeline
        </ButtonFor>
      }
    >
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {error === null && (
        <DataTable
          label="Pipelines"
          columns={COLUMNS}
          rows={rows}
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
      <Text size="xs" c="dimmed">
        An event that several integrations of a pipeline get is counted for each of them.
      </Text>
      <NewPipelineDialog isOpen={isMaking} onClose={() => setMaking(false)} />
    </Page>
  );
}

function Runs({ live }: PipelineSummary): ReactElement {
  if (live === undefined)
    return (
      <Text inherit c="dimmed">
        nothing yet
      </Text>
    );
  const what = live.integrations.map(({ integration, revision }) => `${integration} (revision ${revision})`).join(', ');
  return (
    <>
      {what || 'no integration'}
      <Text size="xs" c="dimmed">
        deployed <When at={live.at} as="ago" />
      </Text>
    </>
  );
}
