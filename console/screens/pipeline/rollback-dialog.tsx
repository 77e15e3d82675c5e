import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Deployment } from '../../../src/catalog/model.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useFocusBack } from '../../parts/use-focus-back.ts';
import { HealthReasons } from './health-reasons.tsx';
import { PlannedChanges } from './planned-changes.tsx';

/** Asks before an earlier deployment runs again: what that changes, and whether it still can. */
export function RollbackDialog({
  to: { pipeline, number, integrations },
  onClose,
}: {
  readonly to: Deployment;
  readonly onClose: () => void;
}): ReactElement {
  useFocusBack();
  const plan = useOperation('GET /api/pipelines/:pipeline/plan', { params: { pipeline }, query: { to: number } });
  const rollback = useChange('POST /api/pipelines/:pipeline/rollback');
  const [note, setNote] = useState('');
  const submit = (): void =>
    rollback.mutate(
      { params: { pipeline }, body: { to: number, ...(note === '' ? {} : { note }) } },
      {
        onSuccess: (made) => {
          notifyDone(`Deployment ${made.number} runs now: what ${number} was.`);
          onClose();
        },
      },
    );
  const isBlocked = plan.data?.health.reasons.some(({ level }) => level === 'problem') ?? true;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Roll back to deployment ${number}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text>What it had runs again at once, as a new deployment, and the draft becomes that, too.</Text>
        <Loaded from={plan} height={120}>
          {(answer) => (
            <Stack>
              <PlannedChanges plan={answer} />
              {answer.health.reasons.length > 0 && (
                <HealthReasons reasons={answer.health.reasons} pipeline={pipeline} attached={integrations} />
              )}
            </Stack>
          )}
        </Loaded>
        <Textarea
          label="Note"
          description="Why, for whoever reads the history."
          maxLength={1_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <ProblemAlert problem={rollback.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <ButtonFor
            permission="deploy"
            whyNot={isBlocked ? 'It cannot run any more as long as it has problems.' : undefined}
            loading={rollback.isPending}
            onClick={submit}
          >
            Roll back
          </ButtonFor>
        </Group>
      </Stack>
    </Modal>
  );
}
