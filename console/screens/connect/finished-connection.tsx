import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Finished } from '../../../src/admin/api/connect.ts';
import { useOperation } from '../../api/queries.ts';
import { IconCircleCheck, IconHourglass } from '../../icons/icons.ts';
import { Code } from '../../parts/code.tsx';
import { FateBadge } from '../../parts/fate-badge.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { Findings } from './findings.tsx';
import { StepPanel } from './step-panel.tsx';

/** What came of the connection, and what comes next: the first event. */
export function FinishedConnection({
  finished: { integration, made, revision, pipeline, findings },
}: {
  readonly finished: Finished;
}): ReactElement {
  return (
    <Stack gap="lg">
      <StepPanel title={pipeline?.deployment === undefined ? 'It is made' : 'It is connected, and runs'}>
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <IconCircleCheck size={20} stroke={1.8} aria-hidden />
          <Text>
            The integration <b>{integration}</b> was {made ? 'made' : 'changed'}: revision {revision}.{' '}
            {!made && 'Where it runs with its token in the vault, the new one is used from now on. '}
            {pipeline !== undefined &&
              (pipeline.deployment === undefined ? (
                <>
                  It is in the draft of the pipeline <b>{pipeline.pipeline}</b>: deploy that next.
                </>
              ) : (
                <>
                  The pipeline <b>{pipeline.pipeline}</b> runs it: deployment {pipeline.deployment}.
                </>
              ))}
          </Text>
        </Group>
        {findings.length > 0 && <Findings findings={findings} />}
        <Group>
          {pipeline !== undefined && (
            <ButtonLink to="/pipelines/$pipeline" params={{ pipeline: pipeline.pipeline }} variant="default">
              See the pipeline
            </ButtonLink>
          )}
          <ButtonLink to="/integrations/$integration" params={{ integration }} variant="default">
            See the integration
          </ButtonLink>
        </Group>
      </StepPanel>
      {pipeline?.deployment !== undefined && <FirstEvent pipeline={pipeline.pipeline} />}
    </Stack>
  );
}

/** One event to send from a terminal, and what became of the newest. */
function FirstEvent({ pipeline }: { readonly pipeline: string }): ReactElement {
  const { data: snippets } = useOperation('GET /api/pipelines/:pipeline/snippets', { params: { pipeline } });
  const { data: events } = useOperation('GET /api/events', { query: { pipeline, limit: 1 } }, { every: 1_500 });
  const curl = snippets?.snippets.find(({ id }) => id === 'curl');
  const newest = events?.entries[0];
  return (
    <StepPanel title="Send a first event" lead="From a terminal on a machine that reaches the gateway.">
      {curl !== undefined && <Code text={curl.code} what="the command" />}
      <Group gap="xs" role="status">
        {newest === undefined ? (
          <>
            <IconHourglass size={16} stroke={1.6} aria-hidden />
            <Text c="dimmed">Waiting for the first event</Text>
          </>
        ) : (
          <>
            <Title order={3}>{newest.event}</Title>
            <FateBadge fate={newest.fate} />
            {newest.reason !== undefined && <ReasonBadge code={newest.reason} />}
          </>
        )}
      </Group>
    </StepPanel>
  );
}
