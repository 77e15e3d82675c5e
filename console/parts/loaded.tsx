import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import type { ApiProblem } from '../api/problem.ts';
import { ProblemAlert } from './problem-alert.tsx';

/**
 * What an operation gave, as soon as it is there: until then a skeleton as high as what will come (`height`, pixels), so that nothing jumps. A
 * problem stands above what was there before.
 */
export function Loaded<T>({
  from,
  height,
  children,
}: {
  readonly from: UseQueryResult<T, ApiProblem>;
  readonly height: number;
  readonly children: (answer: T) => ReactNode;
}): ReactElement {
  const { data, error, refetch } = from;
  return (
    <Stack>
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {data !== undefined ? children(data) : error === null && <Skeleton height={height} radius="lg" />}
    </Stack>
  );
}
