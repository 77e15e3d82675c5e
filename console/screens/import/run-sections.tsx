import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { IconDownload } from '../../icons/icons.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { TextLink } from '../../parts/links.tsx';
import { Num } from '../../parts/num.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import type { ItemSource } from './item.ts';
import { OutcomeTable } from './outcome-table.tsx';
import { reportOf } from './report.ts';
import { Section } from './section.tsx';
import { type Tally, tallyOf } from './tally.ts';
import { type ImportRun, useImportRun } from './use-import-run.ts';

/** The dry run, and then the sending, of a file's events as they are read now. */
export function RunSections({
  source,
  pipeline,
  onBusy,
}: {
  readonly source: ItemSource;
  readonly pipeline: string;
  /** Told whether something runs, so that nothing is changed meanwhile. */
  readonly onBusy: (isBusy: boolean) => void;
}): ReactElement {
  const dry = useImportRun(source, pipeline, true);
  const isBusy = dry.phase === 'running';
  useEffect(() => onBusy(isBusy), [isBusy, onBusy]);
  const tally = useMemo(() => (dry.phase === 'done' ? tallyOf(dry.fates) : undefined), [dry.phase, dry.fates]);
  return (
    <>
      <Section
        title="Dry run"
        lead="What would become of each row. The gateway maps them all, and stores and sends nothing."
      >
        <Stack>
          <Controls run={dry} source={source} begin="Begin the dry run" />
          {tally !== undefined && (
            <>
              <TooOld tally={tally} total={source.rows} />
              <OutcomeTable tally={tally} isDry />
            </>
          )}
        </Stack>
      </Section>
      {tally !== undefined && <SendSection {...{ source, pipeline, tally, onBusy }} />}
    </>
  );
}

/** What the age limit takes is told by itself: no mapping mends it. */
function TooOld({ tally, total }: { readonly tally: Tally; readonly total: number }): ReactElement | null {
  const [first, ...others] = tally.outcomes.filter(({ reason }) => reason === 'too_old');
  if (first === undefined) return null;
  const rows = others.reduce((most, outcome) => Math.max(most, outcome.rows), first.rows);
  const limit = /the limit is (.+)$/.exec(first.examples[0]?.detail ?? '')?.[1]?.replace(/\s*d$/, ' days');
  return (
    <Alert color="yellow" variant="light" title="Amazon does not take old events">
      <Num n={rows} /> of <Num n={total} /> rows are older than {limit ?? 'the age limit'} and would be dropped as
      too_old. Importing them sooner is all that helps.
    </Alert>
  );
}

function SendSection({
  source,
  pipeline,
  tally,
  onBusy,
}: {
  readonly source: ItemSource;
  readonly pipeline: string;
  readonly tally: Tally;
  readonly onBusy: (isBusy: boolean) => void;
}): ReactElement {
  const run = useImportRun(source, pipeline, false);
  const [isAsking, setAsking] = useState(false);
  const isBusy = run.phase === 'running';
  useEffect(() => onBusy(isBusy), [isBusy, onBusy]);
  const result = useMemo(
    () => (run.phase === 'done' || run.phase === 'stopped' ? tallyOf(run.fates) : undefined),
    [run.phase, run.fates],
  );
  const leaving = useBlocker({
    ...{ shouldBlockFn: () => true, disabled: !isBusy, enableBeforeUnload: isBusy, withResolver: true },
  });
  return (
    <Section
      title="Send"
      lead="Each row has a message id that stays: the file’s own, or one made of its order id, or else of the whole row. So sending a file twice delivers each event once, while the gateway remembers it."
    >
      <Stack>
        <Controls
          run={run}
          source={source}
          begin={tally.accepted === 0 ? 'Nothing to send' : `Send ${count(tally.accepted, 'row')}`}
          isDisabled={tally.accepted === 0}
          onBegin={() => setAsking(true)}
        />
        {result !== undefined && (
          <>
            {run.phase === 'done' && <Ended result={result} />}
            <OutcomeTable tally={result} isDry={false} />
            <Group>
              <Button
                variant="default"
                leftSection={<IconDownload size={16} />}
                onClick={() => download(reportOf(run.fates), `import-report-${pipeline}.csv`)}
              >
                Download the report
              </Button>
              <Text size="sm" c="dimmed">
                What became of each row, by its number. It holds nothing personal.
              </Text>
            </Group>
          </>
        )}
      </Stack>
      <ConfirmDialog
        title={isAsking ? `Send ${count(tally.accepted, 'row')} through ${pipeline}?` : undefined}
        action="Send"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          run.go();
        }}
      >
        {tally.events < tally.accepted && `They are ${count(tally.events, 'event')}. `}What Amazon has taken cannot be
        taken back. {tally.others > 0 && `The other ${count(tally.others, 'row')} are`}
        {tally.others > 0 && ' sent along, and counted in the ledger as dropped, with their reasons.'}
      </ConfirmDialog>
      <ConfirmDialog
        title={leaving.status === 'blocked' ? 'Stop sending?' : undefined}
        action="Leave"
        danger
        onClose={() => leaving.reset?.()}
        onConfirm={() => leaving.proceed?.()}
      >
        The rows that were sent stay sent. Import the same file again to send the others: none is delivered twice.
      </ConfirmDialog>
    </Section>
  );
}

function Ended({ result }: { readonly result: Tally }): ReactElement {
  const before = result.outcomes
    .filter(({ fate }) => fate === 'duplicate')
    .reduce((most, { rows }) => Math.max(most, rows), 0);
  return (
    <Alert color="sea" variant="light" title="All rows are sent" role="status">
      {count(result.accepted, 'row')} wait for delivery or are delivered by now
      {before > 0 && `; ${count(before, 'row')} had been sent before, and are not sent again`}.{' '}
      <TextLink to="/search" search={{ since: '1h' }}>
        See them in the search
      </TextLink>
    </Alert>
  );
}

/** A button that begins, stops and goes on, and how far it is. */
function Controls({
  run,
  source,
  begin,
  isDisabled = false,
  onBegin = run.go,
}: {
  readonly run: ImportRun;
  readonly source: ItemSource;
  readonly begin: string;
  readonly isDisabled?: boolean;
  /** Default: it begins. */
  readonly onBegin?: () => void;
}): ReactElement | null {
  const { phase, done, waitsUntil, problem } = run;
  const total = source.count;
  if (phase === 'done') return null;
  return (
    <Stack gap="sm">
      {phase === 'not begun' ? (
        <Button onClick={onBegin} disabled={isDisabled} w="fit-content">
          {begin}
        </Button>
      ) : (
        <>
          <Progress value={(100 * done) / Math.max(1, total)} aria-label="Progress" size="lg" radius="xl" />
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">
              <Num n={done} /> of <Num n={total} /> {total === source.rows ? 'rows' : 'events'}
              {phase === 'stopped' && ': stopped'}
              {waitsUntil !== undefined && (
                <>
                  . The gateway takes nothing just now; again at <When at={waitsUntil} />
                </>
              )}
            </Text>
            {phase === 'running' ? (
              <Button variant="default" onClick={run.stop}>
                Stop
              </Button>
            ) : (
              <Button onClick={run.go}>Go on</Button>
            )}
          </Group>
          <ProblemAlert problem={problem} />
        </>
      )}
    </Stack>
  );
}

const WHOLE = new Intl.NumberFormat();

function count(n: number, what: string): string {
  return `${WHOLE.format(n)} ${n === 1 ? what : `${what}s`}`;
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
