import { Alert, SimpleGrid, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useMemo } from 'react';
import type { DashboardNow } from '../../../src/admin/api/dashboard.ts';
import type { Status } from '../../../src/admin/api/gateway.ts';
import type { SourceQuery } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { IconAlertTriangle, IconInbox, IconRocket } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { sentence } from '../../parts/sentence.ts';
import { AlertsBadge } from './alerts-badge.tsx';
import { Breakdown } from './breakdown.tsx';
import { Destinations } from './destinations.tsx';
import { Flow } from './flow.tsx';
import { GraphPanel } from './graph-panel.tsx';
import { fatesGraph, tookGraph, waitingGraph } from './graphs.ts';
import { Headline } from './headline.tsx';
import { Readiness } from './readiness.tsx';
import { Refused } from './refused.tsx';
import { type View, viewOf } from './view.ts';
import { ViewControls } from './view-controls.tsx';

const route = getRouteApi('/shell/');

/** How often all of it is asked for anew, milliseconds. */
const EVERY = 5_000;

/** What came in, what reached Amazon, and what did not and why. */
export function OverviewScreen(): ReactElement {
  const status = useOperation('GET /api/status', {}, { every: EVERY });
  const view = viewOf(route.useSearch());
  return (
    <Page
      title="Overview"
      lead="What came in, what reached Amazon, and what did not and why."
      beside={<AlertsBadge />}
      width="wide"
    >
      <Loaded from={status} height={900}>
        {(status) => (status.pipelines.length === 0 ? <NothingYet /> : <Now status={status} view={view} />)}
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
      them. Begin with the sandbox, or connect Amazon.
    </EmptyState>
  );
}

function Now({ status, view }: { readonly status: Status; readonly view: View }): ReactElement {
  const dashboard = useOperation('GET /api/dashboard', { query: view.query }, { every: EVERY, keepsLast: true });
  return (
    <Stack gap="xl">
      <Stack gap="md">
        <ViewControls
          view={view}
          pipelines={status.pipelines.map(({ name }) => name)}
          integrations={[...new Set(status.pipelines.flatMap(({ integrations }) => integrations))]}
        />
        <Closed status={status} />
        <Loaded from={dashboard} height={560}>
          {(dashboard) => (isEmpty(dashboard) ? <NoEvent /> : <AtAGlance dashboard={dashboard} of={view.query} />)}
        </Loaded>
      </Stack>
      <Destinations status={status} />
      {dashboard.data !== undefined && !isEmpty(dashboard.data) && <Closer dashboard={dashboard.data} />}
    </Stack>
  );
}

function isEmpty({ totals: { received, delivered, dead, waiting }, refused }: DashboardNow): boolean {
  return received + delivered + dead + waiting + refused.length === 0;
}

/** What takes no events, and why. */
function Closed({ status: { ingest, pipelines } }: { readonly status: Status }): ReactElement | null {
  const closed = pipelines.filter((pipeline) => pipeline.closed !== undefined);
  if (ingest.open && closed.length === 0) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title="Events are not taken" role="alert">
      {!ingest.open && <div>{sentence(ingest.why ?? 'the queue is closed')} Senders are told to come again.</div>}
      {closed.map(({ name, closed = '' }) => (
        <div key={name}>
          {name}: {sentence(closed)}
        </div>
      ))}
    </Alert>
  );
}

function AtAGlance({ dashboard, of }: { readonly dashboard: DashboardNow; readonly of: SourceQuery }): ReactElement {
  return (
    <Stack gap="sm">
      <Headline dashboard={dashboard} />
      <Flow dashboard={dashboard} of={of} />
      <Refused refused={dashboard.refused} />
    </Stack>
  );
}

/** Over time, by event, and by what people are matched. */
function Closer({ dashboard }: { readonly dashboard: DashboardNow }): ReactElement {
  const { series, step, coverage } = dashboard;
  const [fates, waiting, took] = useMemo(
    () => [fatesGraph(series), waitingGraph(series), tookGraph(series)] as const,
    [series],
  );
  return (
    <>
      <Stack gap="sm">
        <GraphPanel graph={fates} step={step} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <GraphPanel graph={waiting} step={step} />
          <GraphPanel graph={took} step={step} />
        </SimpleGrid>
      </Stack>
      <Breakdown dashboard={dashboard} />
      <Readiness coverage={coverage} />
    </>
  );
}

function NoEvent(): ReactElement {
  return (
    <EmptyState
      title="No event came in"
      icon={<IconInbox size={22} stroke={1.6} />}
      action={
        <ButtonLink to="/pipelines" variant="default">
          Pipelines
        </ButtonLink>
      }
    >
      In this time, and of what is chosen above. Each pipeline has write keys, by which a shop or an app sends: what
      comes in shows here within seconds.
    </EmptyState>
  );
}
