import { Button, Container, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { asProblem } from '../api/problem.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** In the place of a screen that failed: what happened, and another try. */
export function ErrorScreen({ error, reset }: ErrorComponentProps): ReactElement {
  const router = useRouter();
  const client = useQueryClient();
  const again = async (): Promise<void> => {
    await client.resetQueries({ predicate: ({ state }) => state.status === 'error' });
    reset();
    await router.invalidate();
  };
  return (
    <Container size="sm" py="xl">
      <ProblemAlert problem={asProblem(error)} />
      <Group mt="md">
        <Button onClick={() => void again()}>Try again</Button>
        <Button variant="default" component="a" href="/">
          Load the console anew
        </Button>
      </Group>
    </Container>
  );
}
