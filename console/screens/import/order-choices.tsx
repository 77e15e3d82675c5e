import { Checkbox, NativeSelect, Stack } from '@mantine/core';
import { type ReactElement, useMemo } from 'react';
import { placeOf } from './mapping.ts';
import { type OrderReading, sharedOrders } from './order-groups.ts';
import type { RowReading } from './row-events.ts';
import type { Table } from './table.ts';

/** Where rows share order ids: whether they are one order with several products, and what their values are of. */
export function OrderChoices({
  table,
  reading,
  onReading,
}: {
  readonly table: Table;
  readonly reading: RowReading;
  readonly onReading: (reading: RowReading) => void;
}): ReactElement | null {
  const { mapping, orders } = reading;
  const shared = useMemo(() => sharedOrders(table, mapping), [table, mapping]);
  if (shared.length === 0) return null;
  const rows = shared.reduce((sum, group) => sum + group.length, 0);
  const set = (changed: Partial<OrderReading>): void => onReading({ ...reading, orders: { ...orders, ...changed } });
  return (
    <Stack gap="sm">
      <Checkbox
        label="Rows with the same order id are one order with several products"
        description={`${WHOLE.format(rows)} rows are of ${WHOLE.format(shared.length)} ${shared.length === 1 ? 'order' : 'orders'}. What is said once of an order is taken from its first row that says it.`}
        checked={orders.isGrouped}
        onChange={({ currentTarget: { checked } }) => set({ isGrouped: checked })}
      />
      {orders.isGrouped && placeOf(mapping, 'value') !== undefined && (
        <NativeSelect
          label="Values are"
          description="Where every product has a price, the kits’ own mapping takes prices and quantities instead"
          maw="22rem"
          data={[
            { value: 'order', label: 'of the whole order' },
            { value: 'row', label: 'of each row: added up' },
          ]}
          value={orders.valuesOf}
          onChange={({ currentTarget: { value } }) => set({ valuesOf: value as OrderReading['valuesOf'] })}
        />
      )}
    </Stack>
  );
}

const WHOLE = new Intl.NumberFormat();
