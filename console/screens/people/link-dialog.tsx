import { Modal, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Code } from '../../parts/code.tsx';
import { When } from '../../parts/when.tsx';
import type { MadeLink } from './people-screen.tsx';

/** Shows the link by which somebody sets a password, once. */
export function LinkDialog({
  made,
  onClose,
}: {
  readonly made: MadeLink | undefined;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <Modal
      opened={made !== undefined}
      onClose={onClose}
      title={`A link for ${made?.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made !== undefined && (
        <Stack>
          <Text>
            Hand it to {made.name} by a way that only they can read: whoever opens it sets the password. It works once,
            until <When at={made.link.expiresAt} />, and is not shown again.
          </Text>
          <Code text={made.link.url} what="the link" />
        </Stack>
      )}
    </Modal>
  );
}
