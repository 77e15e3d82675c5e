import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactElement } from 'react';
import classes from './integration-tabs.module.css';

const TabLink = createLink((props: ComponentPropsWithRef<'a'>) => <a {...props} />);

const TABS = [
  ['/integrations/$integration/connection', 'Connection'],
  ['/integrations/$integration/mapping', 'Mapping'],
  ['/integrations/$integration/revisions', 'Revisions'],
  ['/integrations/$integration/changes', 'What would change'],
] as const;

/** The tabs of an integration, each with an address of its own. */
export function IntegrationTabs({ integration }: { readonly integration: string }): ReactElement {
  return (
    <nav className={classes.tabs} aria-label={`Parts of ${integration}`}>
      {TABS.map(([to, title]) => (
        <TabLink
          key={to}
          to={to}
          params={{ integration }}
          className={classes.tab ?? ''}
          activeProps={{ 'data-active': true } as never}
        >
          {title}
        </TabLink>
      ))}
    </nav>
  );
}
