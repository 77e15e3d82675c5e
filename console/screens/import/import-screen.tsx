import { Alert, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useMemo, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import { IconRoute } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { ColumnsSection } from './columns-section.tsx';
import { FileSection } from './file-section.tsx';
import type { ItemSource } from './item.ts';
import { arrayEvents, lineEvents } from './json-events.ts';
import { guessMapping, placeOf } from './mapping.ts';
import type { OpenedFile } from './opened-file.ts';
import { guessOrders } from './order-groups.ts';
import { PreviewSection } from './preview-section.tsx';
import { type RowReading, rowEvents } from './row-events.ts';
import { RunSections } from './run-sections.tsx';
import { Section } from './section.tsx';
import { cellOf, readTable, type Table, type TableChoices } from './table.ts';
import { dayOrderOf } from './times.ts';

const route = getRouteApi('/shell/import');

/** Events of a file: what they become, what would become of them, and then they are sent. */
export function ImportScreen(): ReactElement {
  const pipelines = useOperation('GET /api/pipelines', {});
  return (
    <Page
      title="Import"
      lead="Events from a file, such as the orders of a till or of last week. It stays in this browser until you send it."
      width="wide"
    >
      <Loaded from={pipelines} height={300}>
        {({ pipelines }) => {
          const live = pipelines.filter(({ live }) => live !== undefined).map(({ name }) => name);
          return live.length > 0 ? <Import pipelines={live} /> : <NoPipeline />;
        }}
      </Loaded>
    </Page>
  );
}

function NoPipeline(): ReactElement {
  return (
    <EmptyState
      title="No pipeline is at work yet"
      icon={<IconRoute size={22} stroke={1.6} />}
      action={<ButtonLink to="/pipelines">To the pipelines</ButtonLink>}
    >
      Events of a file go through a pipeline as all others do. Deploy one, and come back.
    </EmptyState>
  );
}

function Import({ pipelines }: { readonly pipelines: readonly string[] }): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [file, setFile] = useState<OpenedFile>();
  const [isBusy, setBusy] = useState(false);
  const wanted = search.pipeline ?? (pipelines.length === 1 ? pipelines[0] : undefined);
  const pipeline = pipelines.find((name) => name === wanted);
  const given = { pipeline, isBusy, onBusy: setBusy };
  return (
    <Stack gap="lg">
      <Section title="File" isLocked={isBusy}>
        <FileSection
          {...{ pipelines, pipeline, file, onFile: setFile, isLocked: isBusy }}
          onPipeline={(name) => void navigate({ search: { pipeline: name }, replace: true })}
        />
      </Section>
      {file?.kind === 'csv' && <CsvImport key={file.id} file={file} {...given} />}
      {file !== undefined && file.kind !== 'csv' && <JsonImport key={file.id} file={file} {...given} />}
    </Stack>
  );
}

interface FileImport {
  readonly file: OpenedFile;
  readonly pipeline: string | undefined;
  readonly isBusy: boolean;
  readonly onBusy: (isBusy: boolean) => void;
}

function CsvImport({ file, pipeline, isBusy, onBusy }: FileImport): ReactElement {
  const [choices, setChoices] = useState<TableChoices>({});
  const table = useMemo(() => readTable(file.text, choices), [file, choices]);
  const [reading, setReading] = useState(() => firstReading(table));
  const source = useMemo(() => rowEvents(table, reading), [table, reading]);
  const of = JSON.stringify([file.id, choices, [...reading.mapping], reading]);
  const choose = (chosen: TableChoices): void => {
    setChoices(chosen);
    setReading(firstReading(readTable(file.text, chosen), reading));
  };
  return (
    <>
      <ColumnsSection
        {...{ table, choices, reading, isLocked: isBusy }}
        onChoices={choose}
        onReading={(changed) => setReading(withOrders(table, reading, withOrder(table, reading, changed)))}
      />
      <PreviewSection source={source} of={of} />
      {reading.eventName.trim() !== '' && <Run {...{ of, source, pipeline, onBusy }} />}
    </>
  );
}

function JsonImport({ file, pipeline, onBusy }: FileImport): ReactElement {
  const read = useMemo(() => (file.kind === 'json' ? arrayEvents(file.text) : lineEvents(file.text)), [file]);
  if (!read.ok) {
    return (
      <Alert color="red" variant="light" role="alert" title="This file cannot be imported">
        {read.problem}
      </Alert>
    );
  }
  const of = String(file.id);
  return (
    <>
      <PreviewSection source={read.source} of={of} />
      <Run {...{ of, source: read.source, pipeline, onBusy }} />
    </>
  );
}

/** Whatever is changed above, what was tried and told before holds no longer: it begins anew. */
function Run({
  of,
  source,
  pipeline,
  onBusy,
}: {
  readonly of: string;
  readonly source: ItemSource;
  readonly pipeline: string | undefined;
  readonly onBusy: (isBusy: boolean) => void;
}): ReactElement {
  if (pipeline === undefined) return <Text c="dimmed">Choose a pipeline above for the dry run.</Text>;
  return <RunSections key={`${of} ${pipeline}`} {...{ source, pipeline, onBusy }} />;
}

/** How a table is read as long as nobody said otherwise. */
function firstReading(table: Table, before?: RowReading): RowReading {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const mapping = guessMapping(table.columns);
  const rest = before ?? { eventName: 'Order Completed', currency: '', time: { zone: timeZone, order: 'month_first' } };
  return withDayOrder(table, { ...rest, mapping, orders: guessOrders(table, mapping) });
}

/** Another column of times has an order of its own. */
function withOrder(table: Table, before: RowReading, reading: RowReading): RowReading {
  const isSame = placeOf(before.mapping, 'timestamp') === placeOf(reading.mapping, 'timestamp');
  return isSame ? reading : withDayOrder(table, reading);
}

/** Other columns make other orders. */
function withOrders(table: Table, before: RowReading, reading: RowReading): RowReading {
  return before.mapping === reading.mapping ? reading : { ...reading, orders: guessOrders(table, reading.mapping) };
}

function withDayOrder(table: Table, reading: RowReading): RowReading {
  const place = placeOf(reading.mapping, 'timestamp');
  const order = place === undefined ? undefined : dayOrderOf(table.rows.values().map((row) => cellOf(row, place)));
  return { ...reading, time: { ...reading.time, order: order === 'day_first' ? 'day_first' : 'month_first' } };
}
