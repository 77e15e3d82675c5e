import { Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import { IconHistory } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { AuditEntries } from './audit-entries.tsx';
import { AuditFilterForm } from './audit-filter-form.tsx';

const route = getRouteApi('/shell/settings/audit');

/** Who did what, to what, when, and from where. The filter stands in the address: what was found can be handed on. */
export function AuditScreen(): ReactElement {
  const filter = route.useSearch();
  return (
    <Page
      title="Audit log"
      lead="Who did what, to what, when and from where; for configuration with what was before and after."
      width="wide"
    >
      <Stack>
        <AuditFilterForm />
        {/* Another filter begins at its first page. */}
        <Pages key={JSON.stringify(filter)} filter={filter} />
      </Stack>
    </Page>
  );
}

function Pages({ filter }: { readonly filter: ReturnType<typeof route.useSearch> }): ReactElement {
  const [pages, setPages] = useState<readonly (string | undefined)[]>([undefined]);
  const after = pages.at(-1);
  const found = useOperation('GET /api/audit', { query: { ...filter, limit: 50, ...(after ? { after } : {}) } });
  return (
    <Loaded from={found} height={480}>
      {({ items, next }) => (
        <>
          {items.length > 0 ? (
            <AuditEntries entries={items} />
          ) : (
            <EmptyState title="Nothing on record is like this" icon={<IconHistory size={22} stroke={1.6} />}>
              {next === undefined
                ? 'Take a condition away, or reach further back. Entries are forgotten after the time of retention.'
                : 'Not among the entries that were looked through so far: go on to older ones.'}
            </EmptyState>
          )}
          <Pager pages={pages} next={next} onPages={setPages} />
        </>
      )}
    </Loaded>
  );
}
