import { Badge, Button, Group, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { SessionView } from '../../../src/admin/api/people.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { notifyDone, notifyProblem } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';

/** One's own sessions, each of which can be ended. */
export function SessionList(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/sessions', { query: {} });
  const end = useChange('DELETE /api/sessions/:session');
  const endOthers = useChange('DELETE /api/sessions');
  const [isAsking, setAsking] = useState(false);
  const columns: readonly Column<SessionView>[] = [
    {
      title: 'Browser',
      cell: ({ agent, current }) => (
        <Group gap={6}>
          <Text fw={600} size="sm">
            {agent}
          </Text>
          {current && <Badge>this one</Badge>}
        </Group>
      ),
    },
    { title: 'Address', cell: ({ address }) => address },
    { title: 'Signed in', cell: ({ createdAt }) => <When at={createdAt} /> },
    { title: 'Last seen', cell: ({ seenAt }) => <When at={seenAt} as="ago" /> },
    {
      ...{ title: 'What to do', isTitleUnseen: true, align: 'right' },
      cell: ({ id, agent, current }) =>
        current ? null : (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending && end.variables.params.session === id}
            onClick={() => end.mutate({ params: { session: id } }, { onError: notifyProblem })}
            aria-label={`End the session of ${agent}`}
          >
            End
          </Button>
        ),
    },
  ];
  if (error !== null) return <ProblemAlert problem={error} onRetry={() => void refetch()} />;
  return (
    <>
      <DataTable
        label="Sessions"
        columns={columns}
        rows={data?.sessions}
        keyOf={({ id }) => id}
        isFiltered={false}
        empty={<Text c="dimmed">You came with a token, which has no sessions.</Text>}
      />
      {(data?.sessions.length ?? 0) > 1 && (
        <Button variant="default" onClick={() => setAsking(true)}>
          End all others
        </Button>
      )}
      <ConfirmDialog
        title={isAsking ? 'End all other sessions?' : undefined}
        action="End them"
        isBusy={endOthers.isPending}
        problem={endOthers.error}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          endOthers.mutate(
            { query: {} },
            {
              onSuccess: ({ ended }) => {
                setAsking(false);
                notifyDone(`${ended} ended. You are signed in here alone.`);
              },
            },
          )
        }
      >
        In every other browser you are signed out at once. This one goes on.
      </ConfirmDialog>
    </>
  );
}
