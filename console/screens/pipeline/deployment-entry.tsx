import { Badge, Box, Button, Group, Stack, Text } from '@mantine/core';
import { type ReactElement, useId, useState } from 'react';
import type { Deployment } from '../../../src/catalog/model.ts';
import { useOperation } from '../../api/queries.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { When } from '../../parts/when.tsx';
import { PlannedChanges } from './planned-changes.tsx';
import { whatRuns } from './what-runs.ts';

/** A deployment: what, who, when and why; opens to what going back to it would change. */
export function DeploymentEntry({
  deployment,
  isLive,
  onRollback,
}: {
  readonly deployment: Deployment;
  readonly isLive: boolean;
  readonly onRollback: () => void;
}): ReactElement {
  const { number, note, author, at, rollbackOf } = deployment;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 18rem" miw={0}>
          <Group gap="xs">
            <Text fw={600}>Deployment {number}</Text>
            {isLive && <Badge color="green">runs now</Badge>}
            {rollbackOf !== undefined && <Badge color="gray">rolled back to {rollbackOf}</Badge>}
          </Group>
          <Text size="sm">{whatRuns(deployment)}</Text>
          {note !== '' && <Text size="sm">“{note}”</Text>}
          <Text size="sm" c="dimmed">
            {author.name}, <When at={at} />
          </Text>
        </Box>
        {!isLive && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              onClick={() => setOpen(!isOpen)}
              aria-expanded={isOpen}
              aria-controls={id}
              aria-label={`Compare deployment ${number} with what runs`}
            >
              Compare
            </Button>
            <ButtonFor
              permission="deploy"
              size="xs"
              variant="default"
              onClick={onRollback}
              aria-label={`Roll back to deployment ${number}`}
            >
              Roll back
            </ButtonFor>
          </Group>
        )}
      </Group>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Comparison deployment={deployment} />}
      </div>
    </Stack>
  );
}

function Comparison({ deployment: { pipeline, number } }: { readonly deployment: Deployment }): ReactElement {
  const plan = useOperation('GET /api/pipelines/:pipeline/plan', { params: { pipeline }, query: { to: number } });
  return (
    <Loaded from={plan} height={80}>
      {(answer) => (
        <>
          <Text size="sm" c="dimmed">
            From what runs to deployment {number}:
          </Text>
          <PlannedChanges plan={answer} />
        </>
      )}
    </Loaded>
  );
}
