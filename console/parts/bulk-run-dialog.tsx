import { Button, Group, List, Modal, Progress, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { BulkRun } from './bulk-run.ts';
import { Num } from './num.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { type BulkPhase, type BulkTally, lookedAt, useBulkRun } from './use-bulk-run.ts';
import { useFocusBack } from './use-focus-back.ts';

/** Counts first, says what will happen, then does it with a progress bar; it can be stopped, and ends with what came of it. */
export function BulkRunDialog({ run, onClose }: { readonly run: BulkRun; readonly onClose: () => void }): ReactElement {
  useFocusBack();
  const { state, start, stop } = useBulkRun(run);
  const { phase, counted, came, problem } = state;
  const isBusy = phase === 'counting' || phase === 'running';
  const total = lookedAt(counted);
  const isOver = phase === 'finished' || phase === 'stopped' || phase === 'failed';
  return (
    <Modal
      opened
      onClose={onClose}
      title={run.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={!isBusy}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {run.about}
        </Text>
        {phase === 'running' && (
          <Progress
            value={total === 0 ? 100 : Math.min(100, (lookedAt(came) / total) * 100)}
            aria-label="Progress"
            size="lg"
            animated
          />
        )}
        <div role="status" aria-live="polite">
          <Words phase={phase} tally={phase === 'counting' || phase === 'counted' ? counted : came} total={total} />
        </div>
        <ProblemAlert problem={problem} />
        <Group justify="flex-end">
          {phase === 'running' ? (
            <Button variant="default" onClick={stop}>
              Stop
            </Button>
          ) : (
            <Button variant="default" onClick={onClose} data-autofocus>
              {isOver ? 'Close' : 'Cancel'}
            </Button>
          )}
          {!isOver && phase !== 'running' && (
            <Button onClick={start} loading={phase === 'counting'} disabled={counted.done === 0}>
              {run.action}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Words({
  phase,
  tally,
  total,
}: {
  readonly phase: BulkPhase;
  readonly tally: BulkTally;
  readonly total: number;
}): ReactElement {
  const { done, others } = tally;
  const left = Object.entries(others);
  return (
    <Stack gap="xs">
      <Text>
        {phase === 'counting' && (
          <>
            Counting: <Num n={lookedAt(tally)} /> so far.
          </>
        )}
        {phase === 'counted' && (
          <>
            <b>
              <Num n={done} /> will be sent again
            </b>
            , of <Num n={total} /> that match.
          </>
        )}
        {phase === 'running' && (
          <>
            <Num n={lookedAt(tally)} /> of <Num n={total} />.
          </>
        )}
        {(phase === 'finished' || phase === 'stopped' || phase === 'failed') && (
          <>
            {phase === 'stopped' && 'Stopped. '}
            <b>
              <Num n={done} /> {done === 1 ? 'waits' : 'wait'} for delivery
            </b>
            {phase === 'finished' ? '.' : '; what was not looked at stays as it is.'}
          </>
        )}
      </Text>
      {left.length > 0 && (
        <List size="sm">
          {left.map(([what, n]) => (
            <List.Item key={what}>
              <Num n={n} /> {what}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
