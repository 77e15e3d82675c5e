import { Alert, Button, List, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { IconAlertTriangle } from '../icons/icons.ts';
import { sentence } from './sentence.ts';

/**
 * Says what happened and what to do: the gateway's words, and each place that is wrong. `shown`: the paths that a form says itself, at the
 * fields.
 */
export function ProblemAlert({
  problem,
  onRetry,
  shown = [],
}: {
  readonly problem: ApiProblem | null | undefined;
  readonly onRetry?: () => void;
  readonly shown?: readonly string[];
}): ReactElement | null {
  if (problem === null || problem === undefined) return null;
  const others = problem.problems.filter(({ path }) => !shown.includes(path));
  return (
    <Alert color="red" variant="light" title={problem.title} icon={<IconAlertTriangle />} role="alert">
      {problem.problems.length === 0 || shown.length === 0 ? (
        <Text size="sm">{sentence(problem.detail)}</Text>
      ) : (
        <Text size="sm">What is not right stands at its field.</Text>
      )}
      {problem.problems.length > 1 && others.length > 0 && (
        <List size="sm" mt="xs">
          {others.map(({ path, message, line }) => (
            <List.Item key={`${path} ${line} ${message}`}>
              {path !== '' && <b>{path}: </b>}
              {message}
              {line !== undefined && ` (line ${line})`}
            </List.Item>
          ))}
        </List>
      )}
      {onRetry !== undefined && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
