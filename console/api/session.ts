import type { CallerView, SessionInfo } from '../../src/admin/api/people.ts';
import type { Permission } from '../../src/admin/permissions.ts';
import { lookAt, useLoaded } from './queries.ts';

/** Who is signed in, for loaders. */
export const sessionLook = lookAt('GET /api/session', {});

/** Who is signed in, what they may do, and how others sign in. Every screen is behind a loader that has seen to it. */
export function useSession(): SessionInfo {
  return useLoaded('GET /api/session', {});
}

/** The person who is signed in, on screens that nobody else sees. */
export function useCaller(): CallerView {
  const { caller } = useSession();
  if (caller === undefined) throw new Error('a screen for people who are signed in was shown to somebody else');
  return caller;
}

/**
 * Whether the person who is signed in may do what needs a permission. For hiding what they may not do: the gateway refuses it in any case.
 */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}
