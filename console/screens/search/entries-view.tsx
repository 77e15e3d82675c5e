import { Button, Group, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { Entry, Fate } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconSearch } from '../../icons/icons.ts';
import { replayRun } from '../../parts/bulk-run.ts';
import { BulkRunDialog } from '../../parts/bulk-run-dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FATES, FateBadge } from '../../parts/fate-badge.tsx';
import { TextLink } from '../../parts/links.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { When } from '../../parts/when.tsx';

const route = getRouteApi('/shell/search');

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'Received', cell: ({ receivedAt }) => <When at={receivedAt} /> },
  {
    title: 'Event',
    cell: ({ event, pipeline, messageId }) => (
      <TextLink to="/events/$pipeline/$messageId" params={{ pipeline, messageId }}>
        {event}
      </TextLink>
    ),
  },
  { title: 'Fate', cell: ({ fate }) => <FateBadge fate={fate} /> },
  { title: 'Reason', cell: ({ reason }) => reason && <ReasonBadge code={reason} /> },
  { title: 'Pipeline', cell: ({ pipeline }) => pipeline },
  { title: 'Integration', cell: ({ integration }) => integration },
  { title: 'Message id', cell: ({ messageId }) => messageId },
];

/** Entries of the ledger that are as the address says, in pages; dead letters can be replayed, all that match at once. */
export function EntriesView({ isDead }: { readonly isDead: boolean }): ReactElement {
  const { view: _, fate, ...conditions } = route.useSearch();
  const [pages, setPages] = useState<readonly (number | undefined)[]>([undefined]);
  const before = pages.at(-1);
  const wanted: Fate | undefined = isDead ? 'dead' : FATES.find((one) => one === fate);
  const query = { ...conditions, ...(wanted && { fate: wanted }), limit: 100, ...(before && { before }) };
  const found = useOperation('GET /api/events', { query });
  const entries = found.data?.entries;
  const next = found.data?.next;
  return (
    <Stack>
      <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      {isDead && <ReplayAll isOffered={entries !== undefined && entries.length > 0} />}
      {found.error === null && (
        <DataTable
          label="Events"
          columns={COLUMNS}
          rows={entries}
          keyOf={({ id }) => String(id)}
          isFiltered={false}
          empty={
            <EmptyState
              title={isDead ? 'There is no such dead letter' : 'No event is like this'}
              icon={<IconSearch size={22} stroke={1.6} />}
            >
              {next === undefined
                ? 'Take a condition away, or reach further back. Events are forgotten after the time of retention.'
                : 'Not among the events that were looked through so far: go on to older ones.'}
            </EmptyState>
          }
        />
      )}
      <Pager pages={pages} next={next} onPages={setPages} />
    </Stack>
  );
}

/** All dead letters that the conditions name. */
function ReplayAll({ isOffered }: { readonly isOffered: boolean }): ReactElement | null {
  const { pipeline, integration, event, reason, since, until } = route.useSearch();
  const [isOpen, setOpen] = useState(false);
  if (!useMay('deploy')) return null;
  return (
    <>
      {isOffered && (
        <Group justify="flex-end">
          <Button onClick={() => setOpen(true)}>Replay all that match</Button>
        </Group>
      )}
      {isOpen && (
        <BulkRunDialog
          run={replayRun({ pipeline, integration, event, reason, since, until, all: true })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
