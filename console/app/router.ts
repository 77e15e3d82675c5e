import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { ApiProblem } from '../api/problem.ts';
import { ErrorScreen } from './error-screen.tsx';
import { NotFoundScreen } from './not-found-screen.tsx';
import { routeTree } from './routes.ts';
import { parseSearch, stringifySearch } from './search.ts';
import { signInAgain } from './sign-in-again.ts';

/** Whoever is not signed in any more signs in again, and comes back to where they were. */
function seen(error: unknown): void {
  if (error instanceof ApiProblem && error.code === 'not_signed_in') signInAgain();
}

export const client = new QueryClient({
  queryCache: new QueryCache({ onError: seen }),
  mutationCache: new MutationCache({ onError: seen }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the gateway refuses it refuses again; what did not reach it may the next time.
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && [0, 502, 503].includes(error.status),
    },
  },
});

export const router = createRouter({
  ...{ routeTree, context: { client }, parseSearch, stringifySearch },
  defaultPreload: 'intent',
  // What is kept, and how long, is the query client's to say.
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: ErrorScreen,
  defaultNotFoundComponent: NotFoundScreen,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
