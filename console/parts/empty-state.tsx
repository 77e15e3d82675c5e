import { Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** Where there is nothing to show: why, and what to do next. */
export function EmptyState({
  title,
  icon,
  action,
  children,
}: {
  readonly title: string;
  readonly icon?: ReactNode;
  /** A button or a link to what comes next. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Paper p="xl">
      <Stack align="center" gap="sm" py="lg" ta="center">
        {icon !== undefined && (
          <ThemeIcon variant="light" size={44} radius="xl">
            {icon}
          </ThemeIcon>
        )}
        <Title order={2}>{title}</Title>
        <Text c="dimmed" maw="32rem">
          {children}
        </Text>
        {action}
      </Stack>
    </Paper>
  );
}
