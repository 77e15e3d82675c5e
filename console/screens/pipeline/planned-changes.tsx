import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { DeploymentPlan } from '../../../src/admin/api/pipelines.ts';
import type { Difference } from '../../../src/deploy/differences.ts';
import { Differences } from '../../parts/differences.tsx';
import { differencesOf } from '../../parts/differences-of.ts';

/** What a pipeline that was never deployed runs. */
const NOTHING = { integrations: [], variables: {} };

/** What a plan changes: which integrations come, go or get another revision, what differs between the revisions, and the variables. */
export function PlannedChanges({
  plan: { differences, integrations },
}: {
  readonly plan: DeploymentPlan;
}): ReactElement {
  const others = differences
    .flatMap((one): readonly Difference[] => (one.path.length === 0 ? differencesOf(NOTHING, one.after) : [one]))
    // Of the list of integrations the changes themselves are told; it is shown where its order alone differs.
    .filter(({ path }) => path[0] !== 'integrations' || integrations.length === 0);
  if (integrations.length === 0 && others.length === 0) return <Text c="dimmed">Nothing changes.</Text>;
  return (
    <Stack gap="md">
      {integrations.map((one) => (
        <IntegrationChange key={one.integration} change={one} />
      ))}
      {others.length > 0 && <Differences of={others} />}
    </Stack>
  );
}

function IntegrationChange({
  change: { integration, from, to, differences },
}: {
  readonly change: DeploymentPlan['integrations'][number];
}): ReactElement {
  const [colour, what, words] =
    from === undefined
      ? ['green', 'attached', `at revision ${to}`]
      : to === undefined
        ? ['red', 'detached', `was at revision ${from}`]
        : ['blue', 'changed', `from revision ${from} to ${to}`];
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <b>{integration}</b>
        <Badge color={colour}>{what}</Badge>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Group>
      {what === 'changed' &&
        (differences.length > 0 ? (
          <Differences of={differences} />
        ) : (
          <Text size="sm" c="dimmed">
            The two revisions are the same.
          </Text>
        ))}
    </Stack>
  );
}
