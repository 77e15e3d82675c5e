import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import classes from './audit.module.css';

const route = getRouteApi('/shell/settings/audit');

/** Which entries are shown. */
export function AuditFilterForm(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const form = useForm({ initialValues: { who: '', action: '', subject: '', since: '', ...search } });
  return (
    <search>
      <form onSubmit={form.onSubmit((values) => void navigate({ search: values }))} className={classes.filter}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" flex={1}>
          <TextInput label="Who" placeholder="name or e-mail address" {...form.getInputProps('who')} />
          <TextInput label="Action begins with" placeholder="pipeline." {...form.getInputProps('action')} />
          <TextInput label="Done to" placeholder="part of its name" {...form.getInputProps('subject')} />
          <TextInput label="Since" placeholder="24h, 7d or a date" {...form.getInputProps('since')} />
        </SimpleGrid>
        <Button type="submit" variant="default">
          Filter
        </Button>
      </form>
    </search>
  );
}
