import { Badge, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Health } from '../../src/deploy/health.ts';

/** Whether something could be deployed as it is, and on hover and focus what is to be resolved. */
export function HealthBadge({ health: { state, reasons } }: { readonly health: Health }): ReactElement {
  if (state === 'good') return <Badge color="green">good</Badge>;
  const isBlocked = reasons.some(({ level }) => level === 'problem');
  return (
    <Tooltip label={reasons.map(({ message }) => message).join(' · ')} multiline maw={380}>
      <Badge color={isBlocked ? 'red' : 'yellow'} tabIndex={0}>
        {isBlocked ? 'has problems' : 'has warnings'}
      </Badge>
    </Tooltip>
  );
}
