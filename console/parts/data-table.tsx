// biome-ignore-all lint/a11y/noRedundantRoles: what is laid out as cards in a narrow window is a table all the same, in every browser
import { Box, Group, Paper, Skeleton, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';
import { IconArrowDown, IconArrowUp, IconSearch } from '../icons/icons.ts';
import classes from './data-table.module.css';
import { Num } from './num.tsx';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by and, where it is a text, found by; without it it is neither. */
  readonly value?: (row: Row) => string | number | undefined;
  readonly align?: 'right';
  /** The title is for screen readers alone: of buttons, say. */
  readonly isTitleUnseen?: true;
}

/** A table's rows, and what is said around them. */
export interface DataTableProps<Row> {
  /** What the rows are, for screen readers: "People". */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while they are on their way. */
  readonly rows: readonly Row[] | undefined;
  readonly keyOf: (row: Row) => string;
  /** In the place of rows where there are none at all. */
  readonly empty: ReactNode;
  /** Default true: there is a field to filter by. Off where the gateway filters. */
  readonly isFiltered?: boolean;
  /** At the right of that field. */
  readonly beside?: ReactNode;
  /** The column that it is sorted by at first; in the rows' own order without it. */
  readonly sortedBy?: { readonly title: string; readonly down: boolean };
}

const SKELETON_ROWS = [1, 2, 3, 4, 5];

/** Rows that can be filtered and sorted. In a narrow window each row is a card, and nothing scrolls sideways. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const { label, columns, rows, keyOf, empty, isFiltered = true, beside, sortedBy } = props;
  const [wanted, setWanted] = useState('');
  const [order, setOrder] = useState(sortedBy);
  const shown = sorted(filtered(rows ?? [], columns, wanted), columns, order);

  if (rows?.length === 0) return <>{empty}</>;
  return (
    <Box>
      {(isFiltered || beside !== undefined) && (
        <Group justify="space-between" mb="sm" gap="sm">
          {isFiltered && (
            <TextInput
              type="search"
              aria-label={`Filter ${label.toLowerCase()}`}
              placeholder="Filter"
              leftSection={<IconSearch size={16} stroke={1.6} />}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
              className={classes.filter ?? ''}
            />
          )}
          {beside}
        </Group>
      )}
      <Paper className={classes.frame ?? ''}>
        <table className={classes.table} role="table" aria-label={label} aria-busy={rows === undefined}>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <Heading key={column.title} column={column} order={order} onOrder={setOrder} />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows === undefined &&
              SKELETON_ROWS.map((n) => (
                <tr key={n} role="row">
                  <td role="cell" colSpan={columns.length}>
                    <Skeleton height={20} my={4} />
                  </td>
                </tr>
              ))}
            {shown.map((row) => (
              <tr key={keyOf(row)} role="row">
                {columns.map(({ title, cell, align, isTitleUnseen }) => (
                  <td key={title} role="cell" data-title={isTitleUnseen ? undefined : title} data-align={align}>
                    <div className={classes.cell}>{cell(row)}</div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows !== undefined && shown.length === 0 && (
          <Text c="dimmed" p="lg" ta="center">
            Nothing here holds “{wanted}”.
          </Text>
        )}
      </Paper>
      <Text size="xs" c="dimmed" mt="xs" role="status">
        {rows !== undefined && wanted !== '' && (
          <>
            <Num n={shown.length} /> of <Num n={rows.length} />
          </>
        )}
      </Text>
    </Box>
  );
}

type Order = { readonly title: string; readonly down: boolean } | undefined;

function Heading<Row>({
  column: { title, value, align, isTitleUnseen },
  order,
  onOrder,
}: {
  readonly column: Column<Row>;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}): ReactElement {
  const isOrder = order?.title === title;
  const sort = isOrder ? (order.down ? 'descending' : 'ascending') : 'none';
  const Arrow = isOrder && order.down ? IconArrowDown : IconArrowUp;
  return (
    <th role="columnheader" scope="col" data-align={align} {...(value === undefined ? {} : { 'aria-sort': sort })}>
      {value === undefined ? (
        <span className={isTitleUnseen ? 'unseen' : undefined}>{title}</span>
      ) : (
        <UnstyledButton
          className={classes.sort ?? ''}
          onClick={() => onOrder({ title, down: isOrder ? !order.down : false })}
        >
          {title}
          <Arrow size={13} stroke={2} className={isOrder ? classes.arrow : classes.noArrow} aria-hidden />
        </UnstyledButton>
      )}
    </th>
  );
}

function filtered<Row>(rows: readonly Row[], columns: readonly Column<Row>[], wanted: string): readonly Row[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns
      .map(({ value }) => value?.(row) ?? '')
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order): readonly Row[] {
  const value = columns.find(({ title }) => title === order?.title)?.value;
  if (order === undefined || value === undefined) return rows;
  const up = rows.toSorted((a, b) => compare(value(a), value(b)));
  return order.down ? up.reverse() : up;
}

/** What is not there comes last. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
