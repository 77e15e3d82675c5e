import { Alert, Group, Paper, Skeleton, Stack, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { DeploymentPlan } from '../../../src/admin/api/pipelines.ts';
import type { Deployment } from '../../../src/catalog/model.ts';
import { useChange, useLoaded, useOperation } from '../../api/queries.ts';
import { IconCheck, IconRocket } from '../../icons/icons.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { DraftProblem } from './draft-problem.tsx';
import { HealthReasons, reasonKey } from './health-reasons.tsx';
import { PlannedChanges } from './planned-changes.tsx';
import { whatRuns } from './what-runs.ts';

const route = getRouteApi('/shell/pipelines/$pipeline');

/** Before the draft is deployed: what changes, what is to be known of it; and then what runs. */
export function DeployScreen(): ReactElement {
  const { pipeline } = route.useParams();
  const plan = useOperation('GET /api/pipelines/:pipeline/plan', { params: { pipeline }, query: {} });
  const { changed, version } = useLoaded('GET /api/pipelines/:pipeline', { params: { pipeline } });
  // Here, and not in the review: that goes away as soon as the draft is what runs.
  const deploy = useChange('POST /api/pipelines/:pipeline/deployments');
  if (deploy.data !== undefined && !changed) return <Done deployment={deploy.data} />;
  // What was kept from an earlier visit tells of another draft.
  if (plan.data !== undefined && plan.data.version < version) return <Skeleton height={420} radius="lg" />;
  return (
    <Loaded from={plan} height={420}>
      {(answer) =>
        changed ? (
          <Review pipeline={pipeline} plan={answer} deploy={deploy} />
        ) : (
          <EmptyState
            title="The draft is what runs"
            icon={<IconCheck size={22} stroke={1.6} />}
            action={
              <ButtonLink to="/pipelines/$pipeline/integrations" params={{ pipeline }} variant="default">
                Look at the draft
              </ButtonLink>
            }
          >
            There is nothing to deploy. Attach another revision or change a variable, and come back.
          </EmptyState>
        )
      }
    </Loaded>
  );
}

function Review({
  pipeline,
  plan,
  deploy,
}: {
  readonly pipeline: string;
  readonly plan: DeploymentPlan;
  readonly deploy: ReturnType<typeof useChange<'POST /api/pipelines/:pipeline/deployments'>>;
}): ReactElement {
  const { draft } = useLoaded('GET /api/pipelines/:pipeline', { params: { pipeline } });
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const { reasons } = plan.health;
  const problems = reasons.filter(({ level }) => level === 'problem');
  const open = reasons.filter((reason) => reason.level === 'warning' && !known.has(reasonKey(reason)));
  const whyNot =
    problems.length > 0
      ? 'Mend the problems first.'
      : open.length > 0
        ? 'Confirm each warning first, or mend what it is about.'
        : undefined;
  const confirm = (key: string, isKnown: boolean): void =>
    setKnown(new Set(isKnown ? [...known, key] : [...known].filter((other) => other !== key)));
  const submit = (): void =>
    deploy.mutate(
      {
        ...{ params: { pipeline }, version: plan.version },
        body: { ...(note === '' ? {} : { note }), confirm: [...new Set(reasons.map(({ code }) => code))] },
      },
      {
        onError: ({ code }) => {
          if (code === 'record_conflict') void client.invalidateQueries();
        },
      },
    );
  return (
    <Stack gap="xl">
      <Section title="What changes" lead="Between what runs and the draft.">
        <Paper p="md">
          <PlannedChanges plan={plan} />
        </Paper>
      </Section>
      {reasons.length > 0 && (
        <Section
          title="What is to be resolved"
          lead="Problems block the deployment. Warnings are to be known, one by one."
        >
          <HealthReasons
            reasons={reasons}
            pipeline={pipeline}
            attached={draft.integrations}
            confirmed={known}
            onConfirm={confirm}
          />
        </Section>
      )}
      <Section
        title="Deploy"
        lead="It takes over in one step, while events come in. Every deployment can be rolled back."
      >
        <Stack>
          <DraftProblem
            problem={deploy.error}
            onConflict="Somebody else has saved the draft or deployed since you looked. Above stands how it is now: look once more, then deploy."
          />
          <Textarea
            label="Note"
            description="What changes, and why: for whoever reads the history."
            maxLength={1_000}
            autosize
            minRows={2}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <ButtonFor
              permission="deploy"
              whyNot={whyNot}
              leftSection={<IconRocket size={16} stroke={1.6} />}
              loading={deploy.isPending}
              onClick={submit}
            >
              Deploy
            </ButtonFor>
          </Group>
        </Stack>
      </Section>
    </Stack>
  );
}

function Done({ deployment }: { readonly deployment: Deployment }): ReactElement {
  const params = { pipeline: deployment.pipeline };
  return (
    <Alert color="green" title={`Deployment ${deployment.number} runs now`} icon={<IconCheck />} role="status">
      {whatRuns(deployment)}. Events that come in from now on go that way.
      <Group gap="xs" mt="sm">
        <ButtonLink to="/pipelines/$pipeline/connect" params={params} size="xs" variant="default">
          See events arrive
        </ButtonLink>
        <ButtonLink to="/pipelines/$pipeline/deployments" params={params} size="xs" variant="default">
          All deployments
        </ButtonLink>
      </Group>
    </Alert>
  );
}
