import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { IconX } from '../../icons/icons.ts';
import { capitalized } from '../../parts/sentence.ts';
import { problemsWithin, useDraft, useHold } from './draft.ts';
import { kindOf, type LookupTable, rowsOf, type TableRow, tableOf, type ValueKind } from './lookup-table.ts';
import classes from './lookup-tables.module.css';
import { PasteRowsDialog } from './paste-rows-dialog.tsx';

const FIRST = 50;

const KINDS = [
  { value: 'text', label: 'text' },
  { value: 'number', label: 'numbers' },
  { value: 'json', label: 'JSON' },
];

/** The rows of one table. What cannot be taken as it is typed stands here alone, and keeps the draft from being saved. */
export function LookupTableEditor({
  name,
  table,
  onChange,
  onRemove,
}: {
  readonly name: string;
  readonly table: LookupTable;
  readonly onChange: (table: LookupTable) => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { mayEdit, problems: all } = useDraft();
  const [rows, setRows] = useState(() => rowsOf(table));
  const [kind, setKind] = useState(() => kindOf(table));
  const [isPasting, setPasting] = useState(false);
  const [shown, setShown] = useState(FIRST);
  // The table that the rows say; it is followed, where something else changes it.
  const said = useRef(table);
  useEffect(() => {
    if (said.current === table) return;
    said.current = table;
    setRows(rowsOf(table));
    setKind(kindOf(table));
  }, [table]);
  const set = (to: readonly TableRow[], as: ValueKind = kind): void => {
    setRows(to);
    setKind(as);
    said.current = tableOf(to, as).table;
    onChange(said.current);
  };
  const { problems } = tableOf(rows, kind);
  useHold(`table ${name}`, problems.size > 0);
  const wrong = problemsWithin(all, `playbook.tables.${name}`);
  return (
    <section aria-label={`Table ${name}`}>
      <Stack gap="xs">
        <Group justify="space-between" align="flex-end">
          <div>
            <Title order={3} className={classes.name ?? ''}>
              {name}
            </Title>
            <Text size="xs" c="dimmed">
              {rows.length === 1 ? '1 row' : `${rows.length} rows`}
            </Text>
          </div>
          {mayEdit && (
            <Group gap="xs" align="flex-end">
              <NativeSelect
                size="xs"
                label="Values are"
                data={KINDS}
                value={kind}
                onChange={({ currentTarget: { value } }) => set(rows, value as ValueKind)}
              />
              <Button
                size="xs"
                variant="default"
                onClick={() => setPasting(true)}
                aria-label={`Paste rows into ${name}`}
              >
                Paste rows
              </Button>
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                onClick={onRemove}
                aria-label={`Remove the table ${name}`}
              >
                Remove
              </Button>
            </Group>
          )}
        </Group>
        {rows.slice(0, shown).map(({ key, value }, i) => {
          const change = (to: Partial<TableRow>): void =>
            set(rows.map((row, at) => (at === i ? { ...row, ...to } : row)));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place alone, as long as its key is typed
            <div key={i} className={classes.row}>
              <TextInput
                size="xs"
                aria-label={`Key ${i + 1} of ${name}`}
                placeholder="key"
                readOnly={!mayEdit}
                value={key}
                onChange={(event) => change({ key: event.currentTarget.value })}
                error={problems.has(i) && capitalized(problems.get(i) ?? '')}
              />
              <TextInput
                size="xs"
                aria-label={`Value ${i + 1} of ${name}`}
                placeholder="value"
                readOnly={!mayEdit}
                value={value}
                onChange={(event) => change({ value: event.currentTarget.value })}
              />
              {mayEdit && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove row ${i + 1} of ${name}`}
                  onClick={() => set(rows.filter((_, at) => at !== i))}
                >
                  <IconX size={14} />
                </ActionIcon>
              )}
            </div>
          );
        })}
        {wrong.map(({ path, message }) => (
          <Text key={`${path} ${message}`} size="xs" c="var(--mantine-color-error)" role="alert">
            {path.slice(`playbook.tables.${name}.`.length)}: {message}
          </Text>
        ))}
        <Group gap="xs">
          {rows.length > shown && (
            <Button size="xs" variant="default" onClick={() => setShown(shown + 200)}>
              Show more of the {rows.length} rows
            </Button>
          )}
          {mayEdit && (
            <Button
              size="xs"
              variant="light"
              aria-label={`Add a row to ${name}`}
              onClick={() => {
                setRows([...rows, { key: '', value: '' }]);
                setShown(Math.max(shown, rows.length + 1));
              }}
            >
              Add a row
            </Button>
          )}
        </Group>
      </Stack>
      {isPasting && (
        <PasteRowsDialog
          table={name}
          hasRows={rows.length > 0}
          onClose={() => setPasting(false)}
          onRows={(pasted, isAll) => set(isAll ? pasted : [...rows, ...pasted])}
        />
      )}
    </section>
  );
}
