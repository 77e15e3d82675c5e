import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { Dashboard } from '../../../src/ledger/dashboard.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { TextLink } from '../../parts/links.tsx';
import { Num } from '../../parts/num.tsx';
import classes from './breakdown.module.css';
import { durationText } from './duration.ts';
import type { ViewSearch } from './view.ts';

const route = getRouteApi('/shell/');

type Row = Dashboard['breakdown'][number];

const SHOWN_AT_FIRST = 10;

function figure(title: string, of: (row: Row) => number): Column<Row> {
  return { title, align: 'right', value: of, cell: (row) => (of(row) === 0 ? '' : <Num n={of(row)} />) };
}

const FIGURES: readonly Column<Row>[] = [
  figure('Received', ({ received }) => received),
  figure('Delivered', ({ delivered }) => delivered),
  figure('Waiting', ({ waiting }) => waiting),
  figure('Dead', ({ dead }) => dead),
  figure('Dropped', ({ dropped }) => dropped),
  figure('Duplicates', ({ duplicates }) => duplicates),
  {
    title: '95% within',
    align: 'right',
    value: ({ p95 }) => p95,
    cell: ({ p95 }) => p95 !== undefined && durationText(p95),
  },
];

/** The same figures by event and definition; each name is a link to the overview of it alone. */
export function Breakdown({ dashboard: { breakdown, more } }: { readonly dashboard: Dashboard }): ReactElement {
  const search = route.useSearch();
  const [isWhole, setWhole] = useState(false);
  return (
    <Stack component="section" gap="sm" aria-labelledby="breakdown">
      <Title order={2} id="breakdown">
        By event and definition
      </Title>
      <div className={classes.scrolls}>
        <DataTable
          label="Events and definitions"
          columns={[...namesOf(search), ...FIGURES]}
          rows={isWhole ? breakdown : breakdown.slice(0, SHOWN_AT_FIRST)}
          keyOf={({ pipeline, integration, event, definition }) =>
            [pipeline, integration, event, definition].join('\n')
          }
          isFiltered={isWhole}
          empty={<Text c="dimmed">Nothing was counted in this time.</Text>}
        />
      </div>
      <Group gap="sm">
        {!isWhole && breakdown.length > SHOWN_AT_FIRST && (
          <Button variant="default" size="xs" onClick={() => setWhole(true)}>
            Show all {breakdown.length}
          </Button>
        )}
        {isWhole && more > 0 && (
          <Text size="sm" c="dimmed">
            <Num n={more} /> more are not shown: choose a pipeline or an integration above.
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function namesOf(search: ViewSearch): readonly Column<Row>[] {
  return [
    {
      title: 'Event',
      value: ({ event, definition }) => `${event} ${definition}`,
      cell: ({ event, definition }) => (
        <div className={classes.event}>
          <TextLink to="/" search={{ ...search, event }} resetScroll={false}>
            {event}
          </TextLink>
          {definition !== '' && (
            <Text size="xs" c="dimmed">
              definition{' '}
              <TextLink to="/" search={{ ...search, definition }} resetScroll={false} c="dimmed">
                {definition}
              </TextLink>
            </Text>
          )}
        </div>
      ),
    },
    {
      title: 'Way',
      value: ({ pipeline, integration }) => `${pipeline} ${integration}`,
      cell: ({ pipeline, integration }) => (integration === '' ? pipeline : `${pipeline} → ${integration}`),
    },
  ];
}
