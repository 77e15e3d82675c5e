import { Box, Paper, Text, Title } from '@mantine/core';
import { type ReactElement, type ReactNode, useId } from 'react';
import classes from './import.module.css';

/** A step of the import. `isLocked`: nothing in it can be changed just now. */
export function Section({
  title,
  lead,
  isLocked = false,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly isLocked?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} className={classes.section ?? ''}>
      <Title order={2} id={id}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text c="dimmed" size="sm" mt={2} maw="46rem">
          {lead}
        </Text>
      )}
      <Box component="fieldset" disabled={isLocked} aria-labelledby={id} className={classes.fields ?? ''}>
        {children}
      </Box>
    </Paper>
  );
}
