import { Button, Group, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { Count } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconTool } from '../../icons/icons.ts';
import { type BulkRun, resendRun } from '../../parts/bulk-run.ts';
import { BulkRunDialog } from '../../parts/bulk-run-dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Num } from '../../parts/num.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { useReasons } from '../../parts/use-reasons.ts';

const route = getRouteApi('/shell/search');

/** How far back it is counted where nothing is said. */
const SINCE = '7d';

/** Drops whose reason can be mended, counted; each group can be run again. */
export function FixableView(): ReactElement {
  const { pipeline, integration, event, since = SINCE } = route.useSearch();
  const counted = useOperation('GET /api/counts', { query: { pipeline, integration, since } });
  const reasons = useReasons();
  const mayDeploy = useMay('deploy');
  const [run, setRun] = useState<BulkRun>();
  const mend = new Map(reasons.filter(({ mendable }) => mendable).map((one) => [one.code, one]));
  const rows = counted.data?.counts
    .filter((one) => one.counted === 'dropped' && mend.has(one.reason) && (event === undefined || one.event === event))
    .toSorted((a, b) => b.n - a.n);
  const columns: readonly Column<Count>[] = [
    { title: 'Event', cell: (one) => one.event },
    { title: 'Reason', cell: (one) => <ReasonBadge code={one.reason} /> },
    {
      title: 'What to do',
      cell: (one) => (
        <Text size="sm" maw="32rem">
          {mend.get(one.reason)?.mend}
        </Text>
      ),
    },
    {
      title: 'On the way',
      cell: ({ pipeline, integration }) => (integration === '' ? pipeline : `${pipeline} to ${integration}`),
    },
    { title: 'Dropped', cell: (one) => <Num n={one.n} />, align: 'right' },
    {
      title: 'Actions',
      isTitleUnseen: true,
      align: 'right',
      cell: (one) => (
        <Group gap="xs" justify="flex-end">
          <ButtonLink to="/search" search={asSearch(one, since)} variant="default" size="xs">
            Show
          </ButtonLink>
          {mayDeploy && (
            <Button
              size="xs"
              onClick={() => setRun(runOf(one, since))}
              aria-label={`Run again: ${one.event}, ${one.reason}`}
            >
              Run again
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <Stack>
      <ProblemAlert problem={counted.error} onRetry={() => void counted.refetch()} />
      {counted.error === null && (
        <DataTable
          label="Fixable drops"
          columns={columns}
          rows={reasons.length === 0 ? undefined : rows}
          keyOf={(one) => `${one.pipeline} ${one.integration} ${one.event} ${one.reason}`}
          isFiltered={false}
          empty={
            <EmptyState title="Nothing to mend" icon={<IconTool size={22} stroke={1.6} />}>
              No event was dropped in this time for something that can be mended and run again.
            </EmptyState>
          }
        />
      )}
      {rows !== undefined && rows.length > 0 && (
        <Text size="sm" c="dimmed">
          Counted since {since} by the hour, whatever became of them later. Mend the mapping and deploy it first;
          running again counts what would come of it before anything is sent.
        </Text>
      )}
      {run !== undefined && <BulkRunDialog run={run} onClose={() => setRun(undefined)} />}
    </Stack>
  );
}

function runOf({ pipeline, integration, event, reason }: Count, since: string): BulkRun {
  return resendRun({ pipeline, event, reason, since, all: true, ...(integration === '' ? {} : { integration }) });
}

function asSearch({ pipeline, integration, event, reason }: Count, since: string): Readonly<Record<string, string>> {
  return { pipeline, integration, event, fate: 'dropped', reason, since };
}
