import { Skeleton, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useOperation } from '../../api/queries.ts';
import { Code } from '../../parts/code.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { linesOf } from './as-text.ts';
import { Step } from './step.tsx';

/** The event as it came, as far as a sealed copy of it is kept: identity by hashes, other personal data left out. */
export function ReceivedStep({
  pipeline,
  messageId,
}: {
  readonly pipeline: string;
  readonly messageId: string;
}): ReactElement {
  const { data, error } = useOperation('GET /api/pipelines/:pipeline/recent-events', {
    ...{ params: { pipeline }, query: { messageId, limit: 1 } },
  });
  const copy = data?.events[0];
  const isKept = copy !== undefined;
  const isNotKept = (data !== undefined && !isKept) || error?.code === 'not_kept';
  return (
    <Step
      title="Received"
      tone="pass"
      verdict={isNotKept ? 'no copy is kept' : 'stored'}
      lead={
        isNotKept
          ? 'Copies are kept of some of the latest events, and for a while (server.sealedEvents). What the ledger knows of it stands below.'
          : 'As it came, with identity as hashes and other personal data left out: this is all that is kept of it.'
      }
    >
      {error !== null && !isNotKept && <ProblemAlert problem={error} />}
      {copy !== undefined && <Code text={linesOf(copy.fields)} what="the event" />}
      {copy !== undefined && copy.leftOut.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          These could not stay, since they may tell of a person: {copy.leftOut.join(', ')}.
        </Text>
      )}
      {data === undefined && error === null && <Skeleton height={220} radius="md" />}
    </Step>
  );
}
