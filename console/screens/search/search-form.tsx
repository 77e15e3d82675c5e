import { Box, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { IntegrationChoice, PipelineChoice, ReasonChoice } from '../../parts/choices.tsx';
import { FATES } from '../../parts/fate-badge.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { useFilterForm } from '../../parts/use-filter-form.ts';

const route = getRouteApi('/shell/search');

const EMPTY = {
  view: '',
  messageId: '',
  order: '',
  pipeline: '',
  integration: '',
  event: '',
  fate: '',
  reason: '',
  since: '',
  until: '',
} as const;

/** Fields in a row, so that rows are of about one length. */
const COLUMNS = { all: 5, dead: 6, fixable: 4 } as const;

/** The conditions; those that a view does not ask are not there. */
export function SearchForm({ view }: { readonly view: 'all' | 'dead' | 'fixable' }): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const form = useFilterForm(EMPTY, search);
  return (
    <Box mb="md">
      <FilterBar
        onSubmit={form.onSubmit((values) => void navigate({ search: values }))}
        action="Search"
        columns={COLUMNS[view]}
      >
        {view === 'all' && <TextInput label="Message id" {...form.getInputProps('messageId')} />}
        {view === 'all' && <TextInput label="Order id" {...form.getInputProps('order')} />}
        <TextInput label="Event" placeholder="Order Completed" {...form.getInputProps('event')} />
        <PipelineChoice {...form.getInputProps('pipeline')} />
        <IntegrationChoice {...form.getInputProps('integration')} />
        {view === 'all' && (
          <NativeSelect label="Fate" data={[{ value: '', label: 'any' }, ...FATES]} {...form.getInputProps('fate')} />
        )}
        {view !== 'fixable' && <ReasonChoice {...form.getInputProps('reason')} />}
        <TextInput label="Since" placeholder="24h, 7d or a date" {...form.getInputProps('since')} />
        {view !== 'fixable' && <TextInput label="Until" placeholder="1h or a date" {...form.getInputProps('until')} />}
      </FilterBar>
    </Box>
  );
}
