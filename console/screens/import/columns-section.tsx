import { Alert, Checkbox, NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Num } from '../../parts/num.tsx';
import { columnWarnings } from './column-warnings.ts';
import { FIELDS, fieldOf } from './fields.ts';
import classes from './import.module.css';
import { placeOf, withField } from './mapping.ts';
import { OrderChoices } from './order-choices.tsx';
import type { RowReading } from './row-events.ts';
import { Section } from './section.tsx';
import { isCurrency, shownOf } from './shown.ts';
import { cellOf, type Delimiter, type Table, type TableChoices, type TableColumn } from './table.ts';
import { type DayOrder, dayOrderOf, saysOffset } from './times.ts';

const DELIMITERS = [
  { value: ',', label: 'comma' },
  { value: ';', label: 'semicolon' },
  { value: '\t', label: 'tab' },
  { value: '|', label: 'vertical bar' },
];
const GROUPS = ['The event', 'The person', 'The order', 'Consent'] as const;
const GOES_TO = [
  { value: '', label: 'nowhere: left out' },
  ...GROUPS.map((group) => ({
    group,
    items: FIELDS.filter((field) => field.group === group).map(({ id, title }) => ({ value: id, label: title })),
  })),
];

/** How a CSV file is read: what its columns mean, and what they do not say. */
export function ColumnsSection({
  table,
  choices,
  onChoices,
  reading,
  onReading,
  isLocked,
}: {
  readonly table: Table;
  readonly choices: TableChoices;
  readonly onChoices: (choices: TableChoices) => void;
  readonly reading: RowReading;
  readonly onReading: (reading: RowReading) => void;
  readonly isLocked: boolean;
}): ReactElement {
  const { mapping } = reading;
  const columns: readonly Column<TableColumn>[] = [
    { title: 'Column', cell: ({ title }) => <b>{title}</b> },
    {
      title: 'Looks like',
      cell: ({ place }) => <span className={classes.shape}>{sampleOf(table, place, reading)}</span>,
    },
    {
      title: 'Goes to',
      cell: ({ place, title }) => (
        <NativeSelect
          aria-label={`${title} goes to`}
          data={GOES_TO}
          value={mapping.get(place) ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onReading({ ...reading, mapping: withField(mapping, place, value === '' ? undefined : value) })
          }
        />
      ),
    },
    { title: 'Worth knowing', cell: ({ place }) => <Warnings table={table} place={place} reading={reading} /> },
  ];
  return (
    <Section
      title="Columns"
      lead="What each column is, as far as its name tells. Of its values only their form is shown here, since they may be personal."
      isLocked={isLocked}
    >
      <Stack gap="lg">
        <div className={classes.choices}>
          <NativeSelect
            label="Delimiter"
            description="Between the cells of a row"
            data={[{ value: '', label: `as found: ${delimiterName(table.delimiter)}` }, ...DELIMITERS]}
            value={choices.delimiter ?? ''}
            onChange={({ currentTarget: { value } }) =>
              onChoices({ ...choices, delimiter: value === '' ? undefined : (value as Delimiter) })
            }
          />
          <TextInput
            label="Event name"
            description={placeOf(mapping, 'event') === undefined ? 'Of every row' : 'Of rows without one'}
            value={reading.eventName}
            error={reading.eventName.trim() === '' ? 'Every event has a name' : undefined}
            onChange={({ currentTarget: { value } }) => onReading({ ...reading, eventName: value })}
          />
          <TextInput
            label="Currency"
            description={placeOf(mapping, 'currency') === undefined ? 'Of every row' : 'Of rows without one'}
            placeholder="USD"
            value={reading.currency}
            error={reading.currency !== '' && !isCurrency(reading.currency) ? 'Not a code of ISO 4217' : undefined}
            onChange={({ currentTarget: { value } }) => onReading({ ...reading, currency: value.trim().toUpperCase() })}
          />
          <TimeChoices table={table} reading={reading} onReading={onReading} />
        </div>
        <Checkbox
          label="The first row holds the names of the columns"
          checked={table.hasNames}
          onChange={({ currentTarget: { checked } }) => onChoices({ ...choices, hasNames: checked })}
        />
        <OrderChoices table={table} reading={reading} onReading={onReading} />
        {table.problems.map((problem) => (
          <Alert key={problem} color="yellow" variant="light" title="The file may be read wrongly">
            {problem}
          </Alert>
        ))}
        <DataTable
          label="Columns"
          columns={columns}
          rows={table.columns}
          keyOf={({ place }) => String(place)}
          isFiltered={false}
          empty="The file has no columns."
        />
      </Stack>
    </Section>
  );
}

/** For times that leave something open: the zone they are of, and whether the day or the month comes first. */
function TimeChoices({
  table,
  reading,
  onReading,
}: {
  readonly table: Table;
  readonly reading: RowReading;
  readonly onReading: (reading: RowReading) => void;
}): ReactElement | null {
  const place = placeOf(reading.mapping, 'timestamp');
  if (place === undefined) return null;
  const { time } = reading;
  const times = table.rows.map((row) => cellOf(row, place));
  const order = dayOrderOf(times);
  return (
    <>
      {times.some((text) => text !== '' && !saysOffset(text)) && (
        <Select
          label="Time zone"
          description="Of times that do not say theirs"
          data={ZONES}
          value={time.zone}
          searchable
          limit={60}
          allowDeselect={false}
          onChange={(zone) => zone !== null && onReading({ ...reading, time: { ...time, zone } })}
        />
      )}
      {order !== undefined && (
        <NativeSelect
          label="Dates such as 03/04/2026"
          description={order === 'unclear' ? 'No date in the file tells: make sure' : 'As the dates in the file tell'}
          data={[
            { value: 'month_first', label: 'month first: 4 March' },
            { value: 'day_first', label: 'day first: 3 April' },
          ]}
          value={time.order}
          onChange={({ currentTarget: { value } }) =>
            onReading({ ...reading, time: { ...time, order: value as DayOrder } })
          }
        />
      )}
    </>
  );
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

function Warnings({
  table,
  place,
  reading,
}: {
  readonly table: Table;
  readonly place: number;
  readonly reading: RowReading;
}): ReactElement | null {
  const warnings = columnWarnings(table, place, reading);
  if (warnings.length === 0) return null;
  return (
    <ul className={classes.warnings}>
      {warnings.map(({ message, rows, first }) => (
        <li key={message}>
          <Num n={rows} /> {rows === 1 ? 'row' : 'rows'}: {message} (row {first}
          {rows === 1 ? '' : ' the first'})
        </li>
      ))}
    </ul>
  );
}

/** The form of a column's first value. */
function sampleOf(table: Table, place: number, { mapping }: RowReading): string {
  const text = table.rows
    .values()
    .map((row) => cellOf(row, place))
    .find((cell) => cell !== '');
  if (text === undefined) return 'empty';
  const kind = fieldOf(mapping.get(place) ?? '')?.kind;
  // Times and amounts are judged by all of their column, beside this.
  return shownOf(kind === 'time' || kind === 'amount' ? undefined : kind, text);
}

function delimiterName(delimiter: string): string {
  return DELIMITERS.find(({ value }) => value === delimiter)?.label ?? 'another';
}
