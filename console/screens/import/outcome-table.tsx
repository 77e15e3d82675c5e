import { Badge, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Num } from '../../parts/num.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import type { Outcomes, Tally } from './tally.ts';

const DRY = {
  accepted: 'would be sent',
  duplicate: 'duplicate',
  dropped: 'would be dropped',
  refused: 'no event',
} as const;
const SENT = { accepted: 'accepted', duplicate: 'sent before', dropped: 'dropped', refused: 'no event' } as const;
const COLOURS = { accepted: 'green', duplicate: 'blue', dropped: 'gray', refused: 'red' } as const;

/** Rows by what became of them and why, with examples by their numbers. */
export function OutcomeTable({ tally, isDry }: { readonly tally: Tally; readonly isDry: boolean }): ReactElement {
  const words = isDry ? DRY : SENT;
  const columns: readonly Column<Outcomes>[] = [
    { title: 'Rows', cell: ({ rows }) => <Num n={rows} /> },
    { title: 'Fate', cell: ({ fate }) => <Badge color={COLOURS[fate]}>{words[fate]}</Badge> },
    { title: 'Reason', cell: ({ reason }) => reason !== '' && <ReasonBadge code={reason} /> },
    { title: 'Integration', cell: ({ integration }) => integration },
    { title: 'For example', cell: (outcomes) => <Examples of={outcomes} /> },
  ];
  return (
    <DataTable
      label={isDry ? 'What would become of the rows' : 'What became of the rows'}
      columns={columns}
      rows={tally.outcomes}
      keyOf={({ integration, fate, reason }) => `${integration} ${fate} ${reason}`}
      isFiltered={false}
      empty={<Text c="dimmed">There is no row in this file.</Text>}
    />
  );
}

function Examples({ of: { examples, rows } }: { readonly of: Outcomes }): ReactElement {
  const detail = examples.find(({ detail }) => detail !== '')?.detail;
  return (
    <Text size="sm">
      {rows === 1 ? 'row' : 'rows'} {examples.map(({ row }) => row).join(', ')}
      {rows > examples.length && ' …'}
      {detail !== undefined && (
        <Text span size="sm" c="dimmed">
          {' '}
          ({detail})
        </Text>
      )}
    </Text>
  );
}
