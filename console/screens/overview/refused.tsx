import { Badge, Group, Paper, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ReasonCount } from '../../../src/ledger/dashboard.ts';
import { Num } from '../../parts/num.tsx';

/** What never came in, which only its senders were told; nothing where all came in. */
export function Refused({ refused }: { readonly refused: readonly ReasonCount[] }): ReactElement | null {
  if (refused.length === 0) return null;
  return (
    <Paper p="md">
      <Group gap="xs">
        <Text size="sm">
          <b>Refused at the door</b>, which only the senders were told:
        </Text>
        {refused.map(({ reason, n }) => (
          <Badge key={reason} variant="default">
            {reason} <Num n={n} />
          </Badge>
        ))}
      </Group>
    </Paper>
  );
}
