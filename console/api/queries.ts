import {
  keepPreviousData,
  type QueryKey,
  queryOptions,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import { type Answer, type Change, call, type Given, type Look } from './client.ts';
import type { ApiProblem } from './problem.ts';

/** How often, and whether, an operation is asked. */
export interface LookOptions {
  /** Asked anew after so many milliseconds, while the page is seen. */
  readonly every?: number;
  /** Default true. */
  readonly enabled?: boolean;
  /** While something else is asked for (another time, say), what was there stays until that is there. */
  readonly keepsLast?: true;
}

/** The key under which an answer is kept: the operation's name comes first. */
export function keyOf<N extends Look>(name: N, given: Given<N>): QueryKey {
  return [name, given];
}

/** An operation that looks, for loaders and `queryClient`. */
export function lookAt<N extends Look>(name: N, given: Given<N>) {
  return queryOptions<Answer<N>, ApiProblem>({
    queryKey: keyOf(name, given),
    queryFn: ({ signal }) => call(name, given, signal),
  });
}

/** What an operation gives, kept and shared by all who ask the same: `useOperation('GET /api/pipelines/:pipeline', { params: { pipeline } })`. */
export function useOperation<N extends Look>(
  name: N,
  given: Given<N>,
  { every, enabled = true, keepsLast }: LookOptions = {},
): UseQueryResult<Answer<N>, ApiProblem> {
  const placeholder = keepsLast === true ? { placeholderData: keepPreviousData } : {};
  return useQuery({ ...lookAt(name, given), ...placeholder, enabled, refetchInterval: every ?? false });
}

/** The same for what a loader has seen to: it is there. */
export function useLoaded<N extends Look>(name: N, given: Given<N>): Answer<N> {
  return useSuspenseQuery(lookAt(name, given)).data;
}

/**
 * Changes something: `const rename = useChange('PATCH /api/people/:person')`, then `rename.mutate({ params, body })`. When it is done everything
 * that is shown is asked for anew: a change may show in more places than one thinks of.
 */
export function useChange<N extends Change>(name: N): UseMutationResult<Answer<N>, ApiProblem, Given<N>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given) => call(name, given),
    onSuccess: () => client.invalidateQueries(),
  });
}
