import { Button, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { RevisionSummary } from '../../../src/admin/api/integrations.ts';
import { useOperation } from '../../api/queries.ts';
import { IconHistory } from '../../icons/icons.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Differences } from '../../parts/differences.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { useDraft } from './draft.ts';

const route = getRouteApi('/shell/integrations/$integration/revisions');
const PAGE = 50;

/** The revisions that were kept, and what differs between any two of them. Which two stands in the address. */
export function RevisionsTab(): ReactElement {
  const { view } = useDraft();
  const [limit, setLimit] = useState(PAGE);
  const params = { integration: view.name };
  const { data, error, refetch } = useOperation('GET /api/integrations/:integration/revisions', {
    ...{ params, query: { limit } },
  });
  const columns: readonly Column<RevisionSummary>[] = [
    { title: 'Revision', value: ({ number }) => number, cell: ({ number }) => <b>{number}</b> },
    {
      title: 'Note',
      value: ({ note }) => note,
      cell: ({ note }) =>
        note || (
          <Text span c="dimmed" size="sm">
            no note
          </Text>
        ),
    },
    { title: 'By', value: ({ author }) => author.name, cell: ({ author }) => author.name },
    { title: 'When', value: ({ at }) => at, cell: ({ at }) => <When at={at} as="ago" /> },
    {
      title: 'Run by',
      cell: ({ number }) =>
        view.live
          .filter(({ revision }) => revision === number)
          .map(({ pipeline }) => pipeline)
          .join(', ') || '–',
    },
  ];
  return (
    <Stack gap="lg">
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {error === null && (
        <DataTable
          label="Revisions"
          columns={columns}
          rows={data?.items}
          keyOf={({ number }) => String(number)}
          beside={
            <ButtonLink to="/pipelines" variant="default">
              Deploy one in a pipeline
            </ButtonLink>
          }
          empty={
            <EmptyState title="No revision is saved yet" icon={<IconHistory size={22} stroke={1.6} />}>
              A revision keeps the draft for good, with a note. Pipelines run revisions, and go back to them.
            </EmptyState>
          }
        />
      )}
      {data?.next !== undefined && (
        <Group>
          <Button variant="default" onClick={() => setLimit(limit + PAGE)}>
            Older
          </Button>
        </Group>
      )}
      {data !== undefined && data.items.length > 0 && <Compare revisions={data.items} />}
    </Stack>
  );
}

function Compare({ revisions }: { readonly revisions: readonly RevisionSummary[] }): ReactElement {
  const { view, isChanged } = useDraft();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const newest = revisions[0]?.number ?? 1;
  // Where the draft is a revision, what that changed is asked; else what the draft changes.
  const {
    from = String(view.changed ? newest : Math.max(1, newest - 1)),
    to = view.changed ? 'draft' : String(newest),
  } = search;
  const found = useOperation('GET /api/integrations/:integration/differences', {
    ...{ params: { integration: view.name }, query: { from, to } },
  });
  const choices = [
    { value: 'draft', label: 'the saved draft' },
    ...revisions.map(({ number, note }) => ({
      value: String(number),
      label: note === '' ? `revision ${number}` : `revision ${number}: ${note}`,
    })),
  ];
  const choose = (change: { readonly from?: string; readonly to?: string }): void =>
    void navigate({ search: { from, to, ...change }, replace: true, resetScroll: false });
  return (
    <Paper p="lg" component="section" aria-label="Compare">
      <Stack>
        <Title order={2}>Compare</Title>
        <Group>
          <NativeSelect
            label="From"
            data={choices}
            value={from}
            onChange={(event) => choose({ from: event.currentTarget.value })}
          />
          <NativeSelect
            label="To"
            data={choices}
            value={to}
            onChange={(event) => choose({ to: event.currentTarget.value })}
          />
        </Group>
        {isChanged && (to === 'draft' || from === 'draft') && (
          <Text size="sm" c="dimmed">
            What you have not saved is not in it.
          </Text>
        )}
        <Loaded from={found} height={80}>
          {({ differences }) =>
            differences.length === 0 ? <Text c="dimmed">They say the same.</Text> : <Differences of={differences} />
          }
        </Loaded>
      </Stack>
    </Paper>
  );
}
