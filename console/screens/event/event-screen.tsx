import { Group, Paper, SegmentedControl, Stack, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { EventWay } from '../../../src/admin/api/live.ts';
import { useOperation } from '../../api/queries.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { When } from '../../parts/when.tsx';
import { DeliveryStep } from './delivery-step.tsx';
import { type MappedBy, MappingSteps } from './mapping-steps.tsx';
import { ReceivedStep } from './received-step.tsx';
import { RunAgain } from './run-again.tsx';
import { Steps } from './step.tsx';

const route = getRouteApi('/shell/events/$pipeline/$messageId');

/** How often an event is looked at again while something of it waits, in milliseconds. */
const AGAIN = 2_000;

/** One event's whole way, from how it came to Amazon's answer. */
export function EventScreen(): ReactElement {
  const params = route.useParams();
  const look = useOperation('GET /api/pipelines/:pipeline/events/:messageId', { params }, { every: AGAIN });
  return (
    <Page
      title={look.data?.event ?? 'Event'}
      lead="What became of it, step by step. What may tell of a person is hashed or masked."
      crumbs={[{ title: 'Search', to: '/search' }]}
    >
      <Loaded from={look} height={640}>
        {(way) => <Way of={way} />}
      </Loaded>
    </Page>
  );
}

function Way({ of: way }: { readonly of: EventWay }): ReactElement {
  const { pipeline, messageId, integrations, recent } = way;
  const entries = integrations.flatMap((one) => one.entries);
  const first = entries.at(-1);
  return (
    <Stack gap="lg">
      <Facts
        of={[
          [
            'Message id',
            <Group key="id" gap={4}>
              {messageId} <CopyButton text={messageId} what="the message id" />
            </Group>,
          ],
          ['Pipeline', pipeline],
          ...(first === undefined
            ? []
            : ([
                ['Received', <When key="received" at={first.receivedAt} />],
                ['Happened', <When key="happened" at={first.occurredAt} />],
              ] as const)),
        ]}
      />
      <Paper p="md">
        <Steps label="How it came">
          <ReceivedStep pipeline={pipeline} messageId={messageId} />
        </Steps>
      </Paper>
      {integrations.map((one) => (
        <InIntegration
          key={one.integration}
          of={one}
          way={way}
          tries={recent.settled.filter(({ integration }) => integration === one.integration)}
        />
      ))}
    </Stack>
  );
}

function InIntegration({
  of: { integration, entries },
  way: { pipeline, messageId },
  tries,
}: {
  readonly of: EventWay['integrations'][number];
  readonly way: EventWay;
  readonly tries: EventWay['recent']['settled'];
}): ReactElement {
  const { by } = route.useSearch();
  const navigate = route.useNavigate();
  const mappedBy: MappedBy = by === 'draft' ? 'draft' : 'live';
  const [newest] = entries;
  return (
    <Paper p="md" component="section" aria-label={integration || 'No integration'}>
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={2}>{integration || 'No integration'}</Title>
        <Group gap="sm">
          {integration !== '' && (
            <SegmentedControl
              size="xs"
              aria-label="Mapped by"
              data={[
                { value: 'live', label: 'By what runs' },
                { value: 'draft', label: 'By the draft' },
              ]}
              value={mappedBy}
              onChange={(value) =>
                void navigate({ search: value === 'draft' ? { by: value } : {}, replace: true, resetScroll: false })
              }
            />
          )}
          {newest !== undefined && <RunAgain entry={newest} />}
        </Group>
      </Group>
      <Steps label={`The way in ${integration || 'no integration'}`}>
        {integration !== '' && (
          <MappingSteps pipeline={pipeline} messageId={messageId} integration={integration} by={mappedBy} />
        )}
        <DeliveryStep entries={entries} tries={tries} />
      </Steps>
    </Paper>
  );
}
