import { Alert, Group } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { ApiProblem } from '../../api/problem.ts';
import { IconUsers } from '../../icons/icons.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** Why a draft was not saved. `onConflict`: what to do where somebody else has saved it meanwhile; `actions`: the buttons for that. */
export function DraftProblem({
  problem,
  onConflict,
  actions,
  shown = [],
}: {
  readonly problem: ApiProblem | null;
  readonly onConflict: string;
  readonly actions?: ReactNode;
  readonly shown?: readonly string[];
}): ReactElement {
  if (problem?.code !== 'record_conflict') return <ProblemAlert problem={problem} shown={shown} />;
  return (
    <Alert color="yellow" title="The draft was saved meanwhile" icon={<IconUsers />} role="alert">
      {onConflict}
      {actions !== undefined && (
        <Group gap="xs" mt="sm">
          {actions}
        </Group>
      )}
    </Alert>
  );
}
