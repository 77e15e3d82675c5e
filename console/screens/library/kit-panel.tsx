import { Accordion, Badge, Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { KitView } from '../../../src/admin/api/library.ts';
import { Num } from '../../parts/num.tsx';
import classes from './kit-panel.module.css';

/** When which kit is the right one: how Amazon is told what a conversion is. */
const SUITS: Readonly<Record<KitView['api']['linkedBy'], string>> = {
  definition:
    'For advertisers whose conversion definitions are set up in Amazon’s Data Manager: each event names the definition that it counts for.',
  description:
    'For advertisers who want nothing set up first: each event says what kind of conversion it is, and Amazon files it by that.',
};

/** A kit: what it is for, its figures, and what it consists of. */
export function KitPanel({
  kit: { name, title, description, api, parameters, outputKeys, playbook },
  action,
}: {
  readonly kit: KitView;
  readonly action: ReactNode;
}): ReactElement {
  const events = Object.keys(playbook.events ?? {});
  return (
    <Paper p="lg" component="section" aria-label={title}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <Group gap="sm">
          <Title order={2}>{title}</Title>
          <Badge color="gray">{name}</Badge>
        </Group>
        {action}
      </Group>
      <Stack gap="xs" mb="md" maw="48rem">
        <Text>{description}</Text>
        <Text>{SUITS[api.linkedBy]}</Text>
        <Text size="sm" c="dimmed">
          {api.title}: up to <Num n={api.maxItems} /> conversions in a request, not older than{' '}
          <Num n={api.maxAgeDays} /> days.{' '}
          {api.carriesConsent
            ? 'Consent travels with each event.'
            : 'Consent decides here whether an event is sent; Amazon is not told.'}
        </Text>
      </Stack>
      <Accordion multiple>
        <Part title="Events" n={events.length}>
          <Group gap={6}>
            {events.map((event) => (
              <Badge key={event} variant="default">
                {event}
              </Badge>
            ))}
          </Group>
        </Part>
        <Part title="Connection parameters" n={parameters.length}>
          <List items={parameters} />
        </Part>
        <Part title="Output keys" n={outputKeys.length}>
          <List items={outputKeys} />
        </Part>
      </Accordion>
    </Paper>
  );
}

function Part({
  title,
  n,
  children,
}: {
  readonly title: string;
  readonly n: number;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Accordion.Item value={title.replaceAll(' ', '-')}>
      <Accordion.Control>
        {title}{' '}
        <Text span c="dimmed" size="sm">
          <Num n={n} />
        </Text>
      </Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  );
}

function List({
  items,
}: {
  readonly items: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
}): ReactElement {
  return (
    <dl className={classes.list}>
      {items.map(({ name, description, required }) => (
        <Box key={name} className={classes.item ?? ''}>
          <dt>
            <code>{name}</code>
            {required && <span className={classes.required}>required</span>}
          </dt>
          <dd>{description}</dd>
        </Box>
      ))}
    </dl>
  );
}
