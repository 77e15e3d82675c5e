import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import type { DestinationStatus } from '../../src/admin/api/gateway.ts';

const COLOURS: Readonly<Record<DestinationStatus['state'], string>> = {
  open: 'green',
  slowed: 'yellow',
  paused: 'red',
};

/** Whether a destination is sent to. */
export function StateBadge({ state }: Pick<DestinationStatus, 'state'>): ReactElement {
  return (
    <Badge color={COLOURS[state]} miw="max-content">
      {state}
    </Badge>
  );
}
