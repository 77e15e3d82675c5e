import { Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { DestinationStatus, Status } from '../../../src/admin/api/gateway.ts';
import { useOperation } from '../../api/queries.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { When } from '../../parts/when.tsx';

/** How the gateway is at this moment. */
export function OverviewScreen(): ReactElement {
  const status = useOperation('GET /api/status', {}, { every: 5_000 });
  return (
    <Page title="Overview" lead="How the gateway is at this moment." width="wide">
      <Loaded from={status} height={320}>
        {(status) => (status.pipelines.length === 0 ? <NothingYet /> : <Now status={status} />)}
      </Loaded>
    </Page>
  );
}

function NothingYet(): ReactElement {
  return (
    <EmptyState
      title="No pipeline takes events yet"
      icon={<IconRocket size={22} stroke={1.6} />}
      action={<ButtonLink to="/welcome">Get started</ButtonLink>}
    >
      A pipeline takes the events of a shop or an app and hands them to its integrations, which make conversions of
      them.
    </EmptyState>
  );
}

function Now({ status: { ingest, queue, integrations } }: { readonly status: Status }): ReactElement {
  return (
    <Stack gap="xl">
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <Figure title="Taking events">
          <Badge size="lg" color={ingest.open ? 'green' : 'red'}>
            {ingest.open ? 'yes' : 'no'}
          </Badge>
          {ingest.why !== undefined && <Text size="sm">{ingest.why}</Text>}
        </Figure>
        <Figure title="Waiting to be delivered">
          <Num n={queue.waiting} />
        </Figure>
        <Figure title="Dead letters">
          <Num n={queue.dead} />
        </Figure>
      </SimpleGrid>
      <Stack gap="sm">
        <Title order={2}>Destinations</Title>
        {integrations.map((destination) => (
          <Destination key={destination.lane} destination={destination} />
        ))}
        {integrations.length === 0 && <Text c="dimmed">No pipeline has an integration: events are dropped.</Text>}
      </Stack>
    </Stack>
  );
}

function Figure({ title, children }: { readonly title: string; readonly children: React.ReactNode }): ReactElement {
  return (
    <Paper p="md">
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Text component="div" fz="1.625rem" fw={620} lh={1.5}>
        {children}
      </Text>
    </Paper>
  );
}

function Destination({ destination }: { readonly destination: DestinationStatus }): ReactElement {
  const { name, kit, state, why, waiting, oldest } = destination;
  return (
    <Paper p="md">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {kit}
          </Text>
          <StateBadge state={state} />
        </Group>
        <Text size="sm" c="dimmed">
          <Num n={waiting} /> waiting
          {oldest !== undefined && (
            <>
              , the oldest since <When at={oldest} />
            </>
          )}
        </Text>
      </Group>
      {why !== undefined && (
        <Text size="sm" mt={4}>
          {why}
        </Text>
      )}
    </Paper>
  );
}
