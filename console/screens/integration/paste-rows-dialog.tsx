import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { readPasted, type TableRow } from './lookup-table.ts';

/** Takes rows from a spreadsheet: two columns, copied and pasted. */
export function PasteRowsDialog({
  table,
  hasRows,
  onRows,
  onClose,
}: {
  readonly table: string;
  readonly hasRows: boolean;
  /** `isAll`: they take the place of the rows that are there. */
  readonly onRows: (rows: readonly TableRow[], isAll: boolean) => void;
  readonly onClose: () => void;
}): ReactElement {
  const [text, setText] = useState('');
  const [isAll, setAll] = useState(false);
  const { rows, problems } = readPasted(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onRows(rows, isAll);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={`Rows for ${table}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            label="Rows"
            description="Copy two columns of a spreadsheet, keys and values, without their headings, and paste them here."
            autosize
            minRows={6}
            maxRows={16}
            spellCheck={false}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={problems.length > 0 && problems.slice(0, 5).join(' ')}
          />
          {hasRows && (
            <Checkbox
              label="In the place of the rows that are there"
              checked={isAll}
              onChange={(event) => setAll(event.currentTarget.checked)}
            />
          )}
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">
              {rows.length === 1 ? '1 row' : `${rows.length} rows`}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" disabled={rows.length === 0 || problems.length > 0}>
                Take them
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
