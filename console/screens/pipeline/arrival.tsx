import { Group, Paper, Skeleton, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Entry } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { FateBadge } from '../../parts/fate-badge.tsx';
import { TextLink } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { When } from '../../parts/when.tsx';
import classes from './pipeline.module.css';

const route = getRouteApi('/shell/pipelines/$pipeline');

/** Whether events arrive: asked every two seconds, so that whoever connects a site sees the first one come. */
export function Arrival(): ReactElement {
  const { pipeline } = route.useParams();
  const latest = useOperation('GET /api/events', { query: { pipeline, limit: 1 } }, { every: 2_000 });
  // The search looks through the newest events only; the counts remember for longer.
  const counts = useOperation('GET /api/counts', { query: { pipeline } });
  const entry = latest.data?.entries[0];
  const isKnown = latest.data !== undefined && counts.data !== undefined;
  const hadSome = counts.data?.counts.some(({ counted }) => counted === 'received') ?? false;
  const problem = latest.error ?? counts.error;
  if (!isKnown) return problem === null ? <Skeleton height={84} radius="lg" /> : <ProblemAlert problem={problem} />;

  const isArrived = entry !== undefined || hadSome;
  return (
    <Paper p="md" className={classes.arrival ?? ''} data-arrived={isArrived}>
      <Group gap="sm" wrap="nowrap" mb={4}>
        <span className={classes.dot} />
        <Text fw={600} role="status">
          {isArrived ? 'Events arrive' : 'Waiting for the first event'}
        </Text>
      </Group>
      {entry !== undefined ? (
        <Latest entry={entry} />
      ) : (
        <Text size="sm" c="dimmed">
          {hadSome
            ? 'None lately: the last ones are further back than is looked through here.'
            : 'Send one in any of the ways below. It shows here within two seconds.'}
        </Text>
      )}
    </Paper>
  );
}

function Latest({ entry }: { readonly entry: Entry }): ReactElement {
  const { messageId, event, receivedAt, fate, reason } = entry;
  return (
    <Group gap="xs" component="div">
      <Text size="sm">
        The last one: <b>{event}</b>, <When at={receivedAt} as="ago" />
      </Text>
      <FateBadge fate={fate} />
      {reason !== undefined && <ReasonBadge code={reason} />}
      <TextLink to="/search" search={{ messageId }} size="sm">
        Look at it
      </TextLink>
    </Group>
  );
}
