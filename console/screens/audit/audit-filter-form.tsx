import { TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { useFilterForm } from '../../parts/use-filter-form.ts';

const route = getRouteApi('/shell/settings/audit');

/** Which entries are shown. */
export function AuditFilterForm(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const form = useFilterForm({ who: '', action: '', subject: '', since: '' }, search);
  return (
    <FilterBar onSubmit={form.onSubmit((values) => void navigate({ search: values }))}>
      <TextInput label="Who" placeholder="name or e-mail address" {...form.getInputProps('who')} />
      <TextInput label="Action begins with" placeholder="pipeline." {...form.getInputProps('action')} />
      <TextInput label="Done to" placeholder="part of its name" {...form.getInputProps('subject')} />
      <TextInput label="Since" placeholder="24h, 7d or a date" {...form.getInputProps('since')} />
    </FilterBar>
  );
}
