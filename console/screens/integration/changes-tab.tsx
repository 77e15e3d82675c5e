import { Alert, Badge, Group, NativeSelect, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ComparedPipelines } from '../../../src/sealed/compare.ts';
import { call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { IconRoute } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ComparedEvents } from './compared-events.tsx';
import { useDraft } from './draft.ts';

const route = getRouteApi('/shell/integrations/$integration/changes');

/** What the saved draft would make of the latest events of a pipeline that runs this integration, beside what that pipeline makes of them now. */
export function ChangesTab(): ReactElement {
  const { view, isChanged } = useDraft();
  const { pipeline = view.live[0]?.pipeline } = route.useSearch();
  const navigate = route.useNavigate();
  if (pipeline === undefined) {
    return (
      <EmptyState
        title="No pipeline runs this integration"
        icon={<IconRoute size={22} stroke={1.6} />}
        action={<ButtonLink to="/pipelines">To the pipelines</ButtonLink>}
      >
        Once one does, the latest events of it are mapped by the draft, too, and what would become different is told
        here before it happens.
      </EmptyState>
    );
  }
  return (
    <Stack>
      <Group justify="space-between" align="flex-end">
        <NativeSelect
          label="On the latest events of"
          data={view.live.map(({ pipeline, revision }) => ({
            value: pipeline,
            label: `${pipeline} (runs revision ${revision})`,
          }))}
          value={pipeline}
          onChange={(event) => void navigate({ search: { pipeline: event.currentTarget.value }, replace: true })}
        />
        <ButtonLink to="/pipelines/$pipeline" params={{ pipeline }} variant="default">
          Deploy in the pipeline
        </ButtonLink>
      </Group>
      {isChanged && (
        <Alert color="yellow" variant="light" title="What you have not saved is not in it">
          Save the draft to see what all of it would change. A saved draft runs nowhere yet.
        </Alert>
      )}
      <Compared pipeline={pipeline} />
    </Stack>
  );
}

function Compared({ pipeline }: { readonly pipeline: string }): ReactElement {
  const { view } = useDraft();
  const given = { params: { pipeline }, body: { integration: view.name } };
  const { data, error, refetch } = useQuery<ComparedPipelines, ApiProblem>({
    queryKey: ['POST /api/pipelines/:pipeline/compare', given, view.version],
    queryFn: ({ signal }) => call('POST /api/pipelines/:pipeline/compare', given, signal),
    retry: false,
  });
  if (error !== null) return <ProblemAlert problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={320} radius="lg" />;
  if (data.events === 0) {
    return (
      <EmptyState title={`${pipeline} has had no event lately`} icon={<IconRoute size={22} stroke={1.6} />}>
        Copies of the latest events are kept for a while, with identity hashed. As soon as some have come in they are
        compared here.
      </EmptyState>
    );
  }
  return (
    <Stack>
      <ComparedEvents compared={data} />
      {data.notKept.length > 0 && (
        <Paper p="md">
          <Text size="sm">
            Of some events, not all that the playbook reads is kept: there the real events may come to something else.
          </Text>
          {data.notKept.map(({ section, places }) => (
            <Group key={section} gap={6} mt={6}>
              <Badge color="gray">{section}</Badge>
              <Text size="sm" c="dimmed">
                {places.join(', ')}
              </Text>
            </Group>
          ))}
        </Paper>
      )}
    </Stack>
  );
}
