import { Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Change, ComparedExample, ComparedPipelines } from '../../../src/sealed/compare.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Differences } from '../../parts/differences.tsx';
import { Num } from '../../parts/num.tsx';
import { When } from '../../parts/when.tsx';
import classes from './compared.module.css';

const WORDS: Readonly<Record<Change, { readonly title: string; readonly explained: string; readonly colour: string }>> =
  {
    same: { title: 'Stay the same', explained: 'to the letter', colour: 'gray' },
    changed: { title: 'Change', explained: 'are sent otherwise, or dropped for another reason', colour: 'blue' },
    appear: { title: 'Appear', explained: 'are sent, and were not', colour: 'green' },
    vanish: { title: 'Vanish', explained: 'are not sent any more', colour: 'red' },
  };
const CHANGES = Object.keys(WORDS) as Change[];

type ByEvent = ComparedPipelines['byEvent'][number];

const COLUMNS: readonly Column<ByEvent>[] = [
  { title: 'Event', value: ({ event }) => event, cell: ({ event }) => event },
  ...CHANGES.map(
    (change): Column<ByEvent> => ({
      ...{ title: WORDS[change].title, align: 'right', value: (row) => row[change] },
      cell: (row) => <Num n={row[change]} />,
    }),
  ),
];

/** What would become different: how many, by event, by output key, and some of them with what was and what would be. */
export function ComparedEvents({
  compared: { events, total, byEvent, keys, examples },
}: {
  readonly compared: ComparedPipelines;
}): ReactElement {
  return (
    <Stack>
      <Text c="dimmed">
        Of the latest <Num n={events} /> events:
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {CHANGES.map((change) => (
          <Paper key={change} p="md" role="group" aria-label={WORDS[change].title}>
            <Text size="sm" fw={600}>
              {WORDS[change].title}
            </Text>
            <Text className={classes.figure ?? ''} data-none={total[change] === 0 || undefined}>
              <Num n={total[change]} />
            </Text>
            <Text size="xs" c="dimmed">
              {WORDS[change].explained}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      {keys.length > 0 && (
        <Group gap={6}>
          <Text size="sm">What changes:</Text>
          {keys.map(({ key, n }) => (
            <Badge key={key} color="blue">
              {key} in <Num n={n} />
            </Badge>
          ))}
        </Group>
      )}
      <DataTable
        label="By event"
        columns={COLUMNS}
        rows={byEvent}
        keyOf={({ event }) => event}
        isFiltered={byEvent.length > 8}
        empty={<Text c="dimmed">No event was mapped.</Text>}
      />
      {examples.length > 0 && (
        <Stack gap="sm">
          <Title order={2}>Examples</Title>
          {examples.map((example) => (
            <Example key={`${example.messageId} ${example.event}`} example={example} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function Example({
  example: { messageId, event, receivedAt, change, keys },
}: {
  readonly example: ComparedExample;
}): ReactElement {
  return (
    <Paper p="md">
      <Group gap={8} mb="xs">
        <Badge color={WORDS[change].colour}>{WORDS[change].title.toLowerCase()}</Badge>
        <Text size="sm" fw={600}>
          {event}
        </Text>
        <Text size="xs" c="dimmed">
          {messageId}, <When at={receivedAt} as="ago" />
        </Text>
      </Group>
      <Differences
        of={keys.map(({ what, before, after }) => ({
          path: [what],
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        }))}
      />
    </Paper>
  );
}
