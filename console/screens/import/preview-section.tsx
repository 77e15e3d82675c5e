import { Badge, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { When } from '../../parts/when.tsx';
import { FIELDS, type Field, isOfProduct } from './fields.ts';
import { type Item, type ItemSource, valueAt } from './item.ts';
import { Section } from './section.tsx';
import { shownOf } from './shown.ts';
import { readTime } from './times.ts';

const SHOWN = 5;
/** The most rows and products of an order that are told one by one. */
const MOST_SHOWN = 4;

/** The first rows as the events that they become, without anything personal. `of` names the source as it is read now. */
export function PreviewSection({ source, of }: { readonly source: ItemSource; readonly of: string }): ReactElement {
  // Nothing of it leaves the page, or is kept when the page is left.
  const { data: items } = useQuery({
    queryKey: ['import preview', of],
    queryFn: () => Promise.all(Array.from({ length: Math.min(SHOWN, source.count) }, (_, at) => source.item(at))),
    ...{ gcTime: 0, staleTime: Number.POSITIVE_INFINITY, placeholderData: (before: Item[] | undefined) => before },
  });
  const isGrouped = source.count < source.rows;
  return (
    <Section
      title="As events"
      lead={`The first ${isGrouped ? 'orders' : 'rows'}, as the events that they become. Personal values are sent, and not shown.`}
    >
      {items === undefined ? (
        <Skeleton height={240} />
      ) : (
        <DataTable
          label="Events"
          columns={COLUMNS}
          rows={items}
          keyOf={({ row }) => String(row)}
          isFiltered={false}
          empty={<Text c="dimmed">There is no row in this file.</Text>}
        />
      )}
    </Section>
  );
}

const COLUMNS: readonly Column<Item>[] = [
  { title: 'Row', cell: (item) => rowsText(item) },
  { title: 'Event', cell: (item) => ('event' in item ? <b>{shownOf('name', nameOf(item.event))}</b> : item.message) },
  { title: 'Time', cell: (item) => 'event' in item && <Time event={item.event} /> },
  { title: 'Person', cell: (item) => <Found item={item} groups={['The person', 'Consent']} none="nobody to match" /> },
  { title: 'Order', cell: (item) => <Found item={item} groups={['The order']} none="" /> },
];

/** `2`, or `2 to 4` where they stand together, or `2, 7, 9`. */
function rowsText(item: Item): string {
  const rows = [item.row, ...('event' in item ? (item.further ?? []) : [])];
  const last = rows.at(-1) ?? item.row;
  if (rows.length > 1 && last - item.row === rows.length - 1) return `${item.row} to ${last}`;
  const [shown, left] = [rows.slice(0, MOST_SHOWN), rows.length - MOST_SHOWN];
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** What an event has of some groups of fields. */
function Found({
  item,
  groups,
  none,
}: {
  readonly item: Item;
  readonly groups: readonly Field['group'][];
  readonly none: string;
}): ReactElement | null {
  if (!('event' in item)) return null;
  const { event } = item;
  const products = groups.includes('The order') ? productsOf(event) : [];
  const found = FIELDS.filter(({ id, group }) => groups.includes(group) && !isOfProduct(id)).flatMap(
    ({ id, title, kind, path }) => {
      const value = valueAt(event, path);
      return value === undefined ? [] : [{ id, title, shown: shownOf(kind, plain(value)) }];
    },
  );
  if (found.length + products.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  return (
    <Group gap={4}>
      {found.map(({ id, title, shown }) => (
        <Badge key={id} variant="default">
          {shown === 'present' ? title : `${title}: ${shown}`}
        </Badge>
      ))}
      {products.slice(0, MOST_SHOWN).map((product, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: products have no name but their place
        <Badge key={place} variant="default">
          {product}
        </Badge>
      ))}
      {products.length > MOST_SHOWN && <Badge variant="default">{products.length - MOST_SHOWN} products more</Badge>}
    </Group>
  );
}

const PRODUCTS = ['properties', 'products'];

/** What is known of each product of an order: `Product id: AA-9, Quantity: 2, Price of one: 9.5`. */
function productsOf(event: JsonObject): readonly string[] {
  const products = valueAt(event, PRODUCTS);
  if (!Array.isArray(products)) return [];
  return products.map((product) =>
    FIELDS.filter(({ id }) => isOfProduct(id))
      .flatMap(({ title, kind, path }) => {
        const value = isObject(product) ? valueAt(product, path.slice(-1)) : undefined;
        return value === undefined ? [] : [`${title}: ${shownOf(kind, plain(value))}`];
      })
      .join(', '),
  );
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function Time({ event }: { readonly event: JsonObject }): ReactElement {
  const { timestamp } = event;
  if (timestamp === undefined || timestamp === null || timestamp === '') return <>when it is sent</>;
  const at = readTime(String(timestamp), { zone: 'UTC', order: 'month_first' });
  return at === undefined ? <>cannot be read</> : <When at={at} />;
}

function nameOf({ event, type }: JsonObject): Json {
  return event ?? type ?? '';
}

/** Of what is no text or number only that it is there is told. */
function plain(value: Json): Json {
  return typeof value === 'object' ? '…' : value;
}
