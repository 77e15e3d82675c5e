import { Anchor, Badge, Button, Group, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { DemoState } from '../../../src/demo/demo.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconBuildingStore, IconLayoutDashboard, IconPlayerPlay, IconRoute } from '../../icons/icons.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ButtonLink, TextLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** Begins with the sandbox: one click to conversions that arrive; what runs, and where to go on. */
export function SandboxScreen(): ReactElement {
  const demo = useOperation('GET /api/demo', {}, { every: 1_000 });
  return (
    <Page
      title="Try it with the sandbox"
      lead="A make-believe shop, this gateway, and a stand-in for Amazon: all on this machine. Nothing reaches Amazon."
      crumbs={[{ title: 'Welcome', to: '/welcome' }]}
    >
      <Loaded from={demo} height={340}>
        {(state) => (state.running ? <Running state={state} /> : <Stopped />)}
      </Loaded>
    </Page>
  );
}

function Stopped(): ReactElement {
  const start = useChange('POST /api/demo');
  const may = useMay('administer');
  return (
    <Paper p="xl">
      <Stack>
        <Title order={2}>One click, and conversions arrive</Title>
        <List spacing={6}>
          <List.Item>A stand-in for Amazon starts beside the gateway and answers as Amazon does.</List.Item>
          <List.Item>
            The integration <code>sandbox</code> and the pipeline <code>demo-shop</code> are made and deployed, as you
            would make your own.
          </List.Item>
          <List.Item>Visitors of a make-believe shop look, put things into their carts, and buy.</List.Item>
        </List>
        <ProblemAlert problem={start.error} />
        <div>
          {may ? (
            <Button
              leftSection={<IconPlayerPlay size={16} />}
              loading={start.isPending}
              onClick={() => start.mutate({})}
            >
              Start the demo
            </Button>
          ) : (
            <Text c="dimmed">An admin starts the demo. Ask one, or look around meanwhile.</Text>
          )}
        </div>
      </Stack>
    </Paper>
  );
}

function Running({ state }: { readonly state: DemoState }): ReactElement {
  return (
    <Stack gap="lg">
      <Paper p="xl">
        <Group justify="space-between" align="flex-start">
          <Stack gap={4}>
            <Group gap="sm">
              <Title order={2}>The demo runs</Title>
              <Badge color="green">live</Badge>
            </Group>
            <Text c="dimmed" maw="32rem">
              Visitors shop a few times a second. Some are not logged in: their events carry nothing to match by, and
              are dropped with that reason.
            </Text>
          </Stack>
          <StopButton />
        </Group>
        <Text component="div" fz="2.5rem" fw={640} lh={1.2} mt="lg">
          <Num n={state.accepted} />
        </Text>
        <Text c="dimmed">
          conversions accepted by the sandbox
          {state.sandboxUrl !== undefined && (
            <>
              {' at '}
              <Anchor href={state.sandboxUrl} target="_blank" rel="noreferrer">
                {state.sandboxUrl}
              </Anchor>
            </>
          )}
        </Text>
      </Paper>
      <Title order={2}>Where to go from here</Title>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <Way
          title="Overview"
          icon={<IconLayoutDashboard size={18} stroke={1.6} />}
          action={<ButtonLink to="/">See the overview</ButtonLink>}
        >
          What came in, what reached the sandbox, what did not and why.
        </Way>
        <Way
          title="The demo shop"
          icon={<IconBuildingStore size={18} stroke={1.6} />}
          action={
            <Button component="a" href="/shop" target="_blank" variant="default">
              Open the shop
            </Button>
          }
        >
          Buy something yourself, and follow your own order to the sandbox.
        </Way>
        <Way
          title="The pipeline"
          icon={<IconRoute size={18} stroke={1.6} />}
          action={
            <ButtonLink to="/pipelines" variant="default">
              See the pipelines
            </ButtonLink>
          }
        >
          <code>{state.pipeline}</code> takes the shop’s events, and hands them to <code>{state.integration}</code>.
        </Way>
      </SimpleGrid>
      <Text c="dimmed">
        Ready for more? <TextLink to="/welcome/connect">Walk through connecting Amazon</TextLink> with the sandbox in
        Amazon’s place: consent page, profiles, advertisers and all.
      </Text>
    </Stack>
  );
}

function StopButton(): ReactElement | null {
  const stop = useChange('DELETE /api/demo');
  const [asks, setAsks] = useState(false);
  if (!useMay('administer')) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsks(true)}>
        Stop the demo
      </Button>
      <ConfirmDialog
        title={asks ? 'Stop the demo?' : undefined}
        action="Stop the demo"
        isBusy={stop.isPending}
        problem={stop.error}
        onConfirm={() => stop.mutate({}, { onSuccess: () => setAsks(false) })}
        onClose={() => setAsks(false)}
      >
        The visitors, the shop and the stand-in for Amazon end. The pipeline, the integration and all that is known of
        the events stay; events that still wait are sent when it is started again.
      </ConfirmDialog>
    </>
  );
}

function Way({
  title,
  icon,
  action,
  children,
}: {
  readonly title: string;
  readonly icon: ReactNode;
  readonly action: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Paper p="lg">
      <Stack h="100%" gap="xs">
        <Group gap="xs">
          {icon}
          <Title order={3}>{title}</Title>
        </Group>
        <Text size="sm" c="dimmed" flex={1}>
          {children}
        </Text>
        <div>{action}</div>
      </Stack>
    </Paper>
  );
}
