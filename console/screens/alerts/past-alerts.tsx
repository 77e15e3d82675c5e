import { NativeSelect, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { AlertKind, AlertView, KindView } from '../../../src/admin/api/alerts.ts';
import { useOperation } from '../../api/queries.ts';
import { subjectOf } from '../../parts/alert-subject.ts';
import { IntegrationChoice, PipelineChoice } from '../../parts/choices.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Section } from '../../parts/section.tsx';
import { useFilterForm } from '../../parts/use-filter-form.ts';
import { When } from '../../parts/when.tsx';

const route = getRouteApi('/shell/settings/alerts');
const EMPTY = { kind: '', pipeline: '', integration: '' } as const;
const ROWS = 10;

/** What was not right, and is over. The filter stands in the address. */
export function PastAlerts({ kinds }: { readonly kinds: readonly KindView[] }): ReactElement {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const form = useFilterForm(EMPTY, filter);
  const any = useOperation('GET /api/alerts', { query: { state: 'over', limit: 1 } });
  const isFiltered = Object.keys(filter).length > 0;
  const choices = [{ value: '', label: 'any' }, ...kinds.map(({ kind, title }) => ({ value: kind, label: title }))];
  return (
    <Section title="Past alerts" lead="Those that are over, for 90 days.">
      {(isFiltered || any.data?.items.length === 1) && (
        <FilterBar onSubmit={form.onSubmit((values) => void navigate({ search: values }))} columns={3}>
          <NativeSelect label="Kind" data={choices} {...form.getInputProps('kind')} />
          <PipelineChoice {...form.getInputProps('pipeline')} />
          <IntegrationChoice {...form.getInputProps('integration')} />
        </FilterBar>
      )}
      {/* Another filter begins at its first page. */}
      <Pages key={JSON.stringify(filter)} filter={filter} />
    </Section>
  );
}

const COLUMNS: readonly Column<AlertView>[] = [
  {
    title: 'What',
    cell: ({ title, says }) => (
      <>
        <Text fw={550} size="sm">
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {says}
        </Text>
      </>
    ),
  },
  { title: 'Of', cell: (alert) => subjectOf(alert) || 'the gateway' },
  { title: 'Began', cell: ({ since }) => <When at={since} /> },
  { title: 'Was over', cell: ({ since, until }) => <When at={until ?? since} /> },
];

function Pages({ filter }: { readonly filter: ReturnType<typeof route.useSearch> }): ReactElement {
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const after = pages.at(-1);
  const { kind, ...of } = filter;
  const query = { ...of, ...(kind === undefined ? {} : { kind: kind as AlertKind }), ...(after ? { after } : {}) };
  const found = useOperation('GET /api/alerts', { query: { ...query, state: 'over', limit: ROWS } }, { every: 30_000 });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Loaded from={found} height={120}>
      {({ items, next }) => (
        <Stack gap="sm">
          <DataTable
            label="Past alerts"
            columns={COLUMNS}
            rows={items}
            keyOf={({ id }) => id}
            isFiltered={false}
            empty={
              <Text c="dimmed" size="sm">
                {isFiltered ? 'None is like this: take a condition away.' : 'There has been none.'}
              </Text>
            }
          />
          <Pager pages={pages} next={next} onPages={setPages} />
        </Stack>
      )}
    </Loaded>
  );
}
