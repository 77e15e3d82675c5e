import { Box, Group, Paper, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { Mark } from '../app/brand.tsx';
import classes from './bare-page.module.css';

/** A page for whoever is not signed in: one thing to do, in the middle. */
export function BarePage({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Box component="main" id="main" tabIndex={-1} className={classes.page ?? ''}>
      <title>{`${title} · dspatch`}</title>
      <Box className={classes.column ?? ''}>
        <Group gap={10} mb="lg" justify="center">
          <Mark size={30} />
          <Text fw={680} size="xl" lts="-0.01em">
            dspatch
          </Text>
        </Group>
        <Paper p="xl" shadow="sm">
          <Title order={1} tabIndex={-1} mb={4}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" mb="lg">
              {lead}
            </Text>
          )}
          {children}
        </Paper>
      </Box>
    </Box>
  );
}
