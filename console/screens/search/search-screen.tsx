import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Page } from '../../parts/page.tsx';
import { EntriesView } from './entries-view.tsx';
import { FixableView } from './fixable-view.tsx';
import { SearchForm } from './search-form.tsx';

const route = getRouteApi('/shell/search');

const VIEWS = { all: 'All events', dead: 'Dead letters', fixable: 'Fixable drops' } as const;
type View = keyof typeof VIEWS;

/** What became of each event; and what can be sent again. The conditions stand in the address: a search can be handed on. */
export function SearchScreen(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view: View = search.view === 'dead' || search.view === 'fixable' ? search.view : 'all';
  const open = (to: string | null): void => {
    const { pipeline = '', integration = '', event = '', since = '', until = '' } = search;
    const view = to === null || to === 'all' ? '' : to;
    void navigate({ search: { view, pipeline, integration, event, since, until } });
  };
  return (
    <Page
      title="Search"
      lead="What became of each event, and what can be sent again once its reason is mended."
      width="wide"
    >
      <Tabs value={view} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {Object.entries(VIEWS).map(([name, title]) => (
            <Tabs.Tab key={name} value={name}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          <SearchForm view={view} />
          {view === 'fixable' ? <FixableView /> : <EntriesView key={JSON.stringify(search)} isDead={view === 'dead'} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
