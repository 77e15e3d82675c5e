import type { ReactElement } from 'react';
import type { Permission } from '../../src/admin/permissions.ts';
import { useCaller } from '../api/session.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ButtonLink } from '../parts/links.tsx';
import { Page } from '../parts/page.tsx';
import { ROLES } from '../parts/roles.ts';

/** For screens that the role of the person who is signed in may not see. */
export function ForbiddenScreen({ permission }: { readonly permission: Permission }): ReactElement {
  const { role } = useCaller();
  return (
    <Page title="Not for your role">
      <EmptyState
        title={`This takes the permission to ${permission}`}
        action={
          <ButtonLink to="/" variant="default">
            Go to the overview
          </ButtonLink>
        }
      >
        Your role is {ROLES[role].title.toLowerCase()}: {ROLES[role].may}. An admin can change it, under Settings,
        People.
      </EmptyState>
    </Page>
  );
}
