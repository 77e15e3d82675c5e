import { Alert, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { PreviewBody, PreviewView } from '../../../src/admin/api/preview.ts';
import { call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ConsentStep, FiltersStep } from './gate-steps.tsx';
import { MatchKeysStep } from './match-keys-step.tsx';
import { OutputKeysStep } from './output-keys-step.tsx';
import { Step } from './step.tsx';
import { WireStep } from './wire-step.tsx';

/** By what an event's copy is mapped: what the pipeline runs, or the integration's draft. */
export type MappedBy = 'live' | 'draft';

/** What mapping makes of an event's copy in an integration, step by step. */
export function MappingSteps({
  pipeline,
  messageId,
  integration,
  by,
}: {
  readonly pipeline: string;
  readonly messageId: string;
  readonly integration: string;
  readonly by: MappedBy;
}): ReactElement | null {
  const body: PreviewBody = {
    ...{ recent: { pipeline, messageId }, pipeline },
    ...(by === 'draft' ? { of: 'draft' } : {}),
  };
  const name = 'POST /api/integrations/:integration/preview';
  const { data, error } = useQuery<PreviewView, ApiProblem>({
    queryKey: [name, integration, body],
    queryFn: ({ signal }) => call(name, { params: { integration }, body }, signal),
  });
  // Where no copy is kept the first step says so.
  if (error?.code === 'not_kept' || (error?.code === 'not_found' && error.detail.startsWith('no copy'))) return null;
  if (error !== null) {
    return (
      <Step title="Mapping" tone="none" verdict="cannot be shown">
        <ProblemAlert problem={error} />
      </Step>
    );
  }
  if (data === undefined) {
    return (
      <Step title="Mapping" tone="none" verdict="on its way">
        <Skeleton height={300} radius="md" />
      </Step>
    );
  }
  const { notKept = [], section } = data;
  const isDropped = data.outcome === 'dropped';
  return (
    <>
      <ConsentStep consent={data.consent} />
      <FiltersStep filters={data.filters} switchedOff={data.switchedOff} section={section?.name} />
      {notKept.length > 0 && (
        <Step title="What the copy lacks" tone="none" verdict={`${notKept.length} places`}>
          <Alert color="yellow" variant="light">
            The playbook reads {notKept.join(', ')}, which no copy keeps. Of the event itself something else may have
            come than what stands below.
          </Alert>
        </Step>
      )}
      <OutputKeysStep keys={data.keys} isDropped={isDropped} />
      <MatchKeysStep identity={data.identity} />
      <WireStep preview={data} />
    </>
  );
}
