import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** A step of the way on its panel: what is to be done, and how. */
export function StepPanel({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Paper p={{ base: 'md', sm: 'xl' }}>
      <Stack>
        <div>
          <Title order={2}>{title}</Title>
          {lead !== undefined && (
            <Text c="dimmed" mt={4} maw="44rem">
              {lead}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}
