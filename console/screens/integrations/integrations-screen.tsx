import { Badge, Button, Group, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { IntegrationSummary } from '../../../src/admin/api/integrations.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconPlugConnected, IconPlus } from '../../icons/icons.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { HealthBadge } from '../../parts/health-badge.tsx';
import { ButtonLink, TextLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { AddIntegrationDialog } from './add-integration-dialog.tsx';

const COLUMNS: readonly Column<IntegrationSummary>[] = [
  {
    title: 'Name',
    cell: ({ name }) => (
      <TextLink to="/integrations/$integration" params={{ integration: name }} fw={600} underline="hover">
        {name}
      </TextLink>
    ),
    value: ({ name }) => name,
  },
  { title: 'Kit', cell: ({ kit }) => kit, value: ({ kit }) => kit },
  { title: 'Health', cell: ({ health }) => <HealthBadge health={health} />, value: ({ health }) => health.state },
  {
    title: 'Newest revision',
    cell: ({ latest, changed }) => (
      <Group gap={6}>
        {latest === 0 ? 'none' : latest}
        {changed && latest > 0 && <Badge color="blue">draft is ahead</Badge>}
      </Group>
    ),
    value: ({ latest }) => latest,
  },
  {
    title: 'Run by',
    cell: ({ live }) =>
      live.map(({ pipeline, revision }) => `${pipeline} (revision ${revision})`).join(', ') || (
        <Text span size="sm" c="dimmed">
          no pipeline
        </Text>
      ),
    value: ({ live }) => live.map(({ pipeline }) => pipeline).join(' '),
  },
];

/** The integrations: what is sent where. */
export function IntegrationsScreen(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/integrations', {});
  const mayEdit = useMay('edit');
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="Integrations"
      lead="What is made of events and where it is sent. Pipelines run their saved revisions."
      actions={
        mayEdit && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            Add an integration
          </Button>
        )
      }
    >
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
      <AddIntegrationDialog isOpen={isAdding} kit={undefined} onClose={() => setAdding(false)} />
    </Page>
  );
}
