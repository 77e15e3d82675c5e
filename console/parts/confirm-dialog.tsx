import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { ProblemAlert } from './problem-alert.tsx';

/** Asks before something is done that cannot be undone, or that others notice. */
export function ConfirmDialog({
  title,
  children,
  action,
  danger = false,
  isBusy = false,
  problem,
  onConfirm,
  onClose,
}: {
  /** Undefined: it is not open. */
  readonly title: string | undefined;
  /** What will happen. */
  readonly children: ReactNode;
  /** What the button says: the verb, not "OK". */
  readonly action: string;
  readonly danger?: boolean;
  readonly isBusy?: boolean;
  readonly problem?: ApiProblem | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <Modal
      opened={title !== undefined}
      onClose={onClose}
      title={title ?? ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text component="div">{children}</Text>
        <ProblemAlert problem={problem} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button {...(danger ? { color: 'red.8' } : {})} loading={isBusy} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
