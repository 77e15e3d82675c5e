import type { QueryClient } from '@tanstack/react-query';
import { type ParsedLocation, redirect } from '@tanstack/react-router';
import { sessionLook } from '../api/session.ts';

/** Lets in who is signed in. All others sign in first and come back to where they wanted to; where there is no admin yet, they set up. */
export async function requireCaller({
  context,
  location,
}: {
  readonly context: { readonly client: QueryClient };
  readonly location: ParsedLocation;
}): Promise<void> {
  const { caller, setUpNeeded } = await context.client.ensureQueryData(sessionLook);
  if (caller !== undefined) return;
  if (setUpNeeded) throw redirect({ to: '/setup', replace: true });
  throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href }, replace: true });
}
