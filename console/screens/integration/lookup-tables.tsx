import { Badge, Button, Collapse, Group, Paper, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { IconChevronDown, IconChevronRight } from '../../icons/icons.ts';
import { problemsWithin, useDraft } from './draft.ts';
import type { LookupTable } from './lookup-table.ts';
import { LookupTableEditor } from './lookup-table-editor.tsx';
import classes from './mapping.module.css';
import { withTable } from './playbook.ts';

/** The playbook's tables, in which expressions look things up. */
export function LookupTables(): ReactElement {
  const { kit, content, change, mayEdit, problems } = useDraft();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const tables = { ...kit.playbook.tables, ...content.playbook.tables };
  const names = Object.keys(tables);
  const wrong = problemsWithin(problems, 'playbook.tables').length;
  const set = (table: string, to: LookupTable | undefined): void =>
    change((now) => ({ ...now, playbook: withTable(now.playbook, table, to) }));
  const wanted = name.trim();
  const isThere = names.includes(wanted);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (wanted === '' || isThere) return;
    set(wanted, {});
    setName('');
  };
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Paper className={classes.section ?? ''} component="section" aria-label="Lookup tables">
      <Group className={classes.head ?? ''}>
        <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} className={classes.title ?? ''}>
          <Chevron size={16} stroke={1.8} aria-hidden />
          <span className={classes.name}>Lookup tables</span>
          {names.length > 0 && <Badge color="gray">{names.length}</Badge>}
          {wrong > 0 && <Badge color="red">{wrong === 1 ? '1 problem' : `${wrong} problems`}</Badge>}
        </UnstyledButton>
      </Group>
      <Collapse expanded={isOpen}>
        <Stack gap="md" p="md" pt={0}>
          <Text size="sm" c="dimmed">
            Values by key, for expressions: <code>lookup("stores", properties.store, "US")</code> gives what stands in
            the table “stores” for the event’s store, and "US" where it has none.
          </Text>
          {names.map((table) => (
            <LookupTableEditor
              key={table}
              name={table}
              table={tables[table] ?? {}}
              onChange={(to) => set(table, to)}
              onRemove={() => set(table, undefined)}
            />
          ))}
          {mayEdit && (
            <form onSubmit={add}>
              <Group gap="xs" align="flex-end">
                <TextInput
                  size="xs"
                  label="Another table"
                  placeholder="stores"
                  maxLength={100}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                  error={isThere && 'There is a table of this name'}
                />
                <Button size="xs" variant="default" type="submit" disabled={wanted === '' || isThere}>
                  Add a table
                </Button>
              </Group>
            </form>
          )}
        </Stack>
      </Collapse>
    </Paper>
  );
}
