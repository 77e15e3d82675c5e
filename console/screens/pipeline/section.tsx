import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** A part of a pipeline's screen: its title, a sentence on it, its buttons, and what is in it. */
export function Section({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Box component="section">
      <Group justify="space-between" align="flex-end" gap="sm" mb="sm">
        <Box flex="1 1 18rem" miw={0}>
          <Title order={2}>{title}</Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm" maw="44rem">
              {lead}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
