import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Entry, Fate } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FATES, FateBadge } from '../../parts/fate-badge.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { useFilterForm } from '../../parts/use-filter-form.ts';
import { When } from '../../parts/when.tsx';

const route = getRouteApi('/shell/search');

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'Received', cell: ({ receivedAt }) => <When at={receivedAt} /> },
  { title: 'Event', cell: ({ event }) => event },
  { title: 'Fate', cell: ({ fate }) => <FateBadge fate={fate} /> },
  { title: 'Reason', cell: ({ reason }) => reason && <ReasonBadge code={reason} /> },
  { title: 'Pipeline', cell: ({ pipeline }) => pipeline },
  { title: 'Message id', cell: ({ messageId }) => messageId },
];

const NO_CONDITIONS = {
  messageId: '',
  order: '',
  event: '',
  pipeline: '',
  integration: '',
  fate: '',
  reason: '',
  since: '',
  until: '',
} as const;

/** What became of each event. The conditions stand in the address: a search can be handed on. */
export function SearchScreen(): ReactElement {
  const { fate, ...conditions } = route.useSearch();
  const query = { ...conditions, ...(isFate(fate) ? { fate } : {}), limit: 100 };
  const found = useOperation('GET /api/events', { query });
  return (
    <Page title="Search" lead="What became of each event, the newest first." width="wide">
      <Stack>
        <Conditions />
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
        {found.error === null && (
          <DataTable
            label="Events"
            columns={COLUMNS}
            rows={found.data?.entries}
            keyOf={({ id }) => String(id)}
            isFiltered={false}
            empty={
              <EmptyState title="No event is like this" icon={<IconSearch size={22} stroke={1.6} />}>
                Take a condition away, or reach further back. Events are forgotten after the time of retention.
              </EmptyState>
            }
          />
        )}
      </Stack>
    </Page>
  );
}

function Conditions(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const form = useFilterForm(NO_CONDITIONS, search);
  return (
    <FilterBar onSubmit={form.onSubmit((values) => void navigate({ search: values }))} action="Search">
      <TextInput label="Message id" {...form.getInputProps('messageId')} />
      <TextInput label="Order id" {...form.getInputProps('order')} />
      <TextInput label="Event" placeholder="Order Completed" {...form.getInputProps('event')} />
      <TextInput label="Pipeline" {...form.getInputProps('pipeline')} />
      <TextInput label="Integration" {...form.getInputProps('integration')} />
      <NativeSelect label="Fate" data={[{ value: '', label: 'any' }, ...FATES]} {...form.getInputProps('fate')} />
      <TextInput label="Reason" placeholder="no_identity" {...form.getInputProps('reason')} />
      <TextInput label="Since" placeholder="24h, 7d or a date" {...form.getInputProps('since')} />
      <TextInput label="Until" placeholder="1h or a date" {...form.getInputProps('until')} />
    </FilterBar>
  );
}

function isFate(text: string | undefined): text is Fate {
  return FATES.some((fate) => fate === text);
}
