import type { ReactElement } from 'react';
import { EmptyState } from '../parts/empty-state.tsx';
import { ButtonLink } from '../parts/links.tsx';
import { Page } from '../parts/page.tsx';

/** For addresses that lead nowhere. */
export function NotFoundScreen(): ReactElement {
  return (
    <Page title="There is nothing here">
      <EmptyState
        title="No page has this address"
        action={
          <ButtonLink to="/" variant="default">
            Go to the overview
          </ButtonLink>
        }
      >
        It may have been mistyped, or what it showed was removed. The navigation leads to everything there is.
      </EmptyState>
    </Page>
  );
}
