import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Entry } from '../../../src/ledger/ledger.ts';
import type { LiveSettled } from '../../../src/telemetry/live-item.ts';
import { FateBadge } from '../../parts/fate-badge.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { sentence } from '../../parts/sentence.ts';
import { When } from '../../parts/when.tsx';
import classes from './event.module.css';
import { Step, type Tone } from './step.tsx';

const TONES: Readonly<Record<Entry['fate'], Tone>> = {
  waiting: 'wait',
  delivered: 'pass',
  dropped: 'stop',
  dead: 'stop',
};
const TRIES: Readonly<Record<LiveSettled['became'], string>> = {
  delivered: 'Amazon took it',
  again: 'not taken, and tried again',
  dead: 'given up',
};

/** What became of the event in an integration, each time that it came: the tries that are still known, and Amazon's answer. */
export function DeliveryStep({
  entries,
  tries,
}: {
  readonly entries: readonly Entry[];
  readonly tries: readonly LiveSettled[];
}): ReactElement {
  const [newest] = entries;
  return (
    <Step
      title="Delivery"
      tone={newest === undefined ? 'none' : TONES[newest.fate]}
      verdict={newest?.fate ?? 'nothing'}
      lead={entries.length > 1 ? `It is on record ${entries.length} times, the newest first.` : undefined}
    >
      <Stack gap="sm">
        {entries.map((entry) => (
          <Account key={entry.id} entry={entry} tries={tries.filter((one) => one.entry === entry.id)} />
        ))}
      </Stack>
    </Step>
  );
}

function Account({ entry, tries }: { readonly entry: Entry; readonly tries: readonly LiveSettled[] }): ReactElement {
  const { fate, reason, detail, attempts, receivedAt, settledAt, requestId } = entry;
  return (
    <div>
      <div className={classes.item}>
        <FateBadge fate={fate} />
        {reason !== undefined && <ReasonBadge code={reason} />}
        <span>
          <When at={settledAt ?? receivedAt} />
        </span>
        {attempts > 0 && (
          <span>
            after {attempts} {attempts === 1 ? 'attempt' : 'attempts'} that counted
          </span>
        )}
      </div>
      {detail !== undefined && <Text size="sm">{sentence(detail)}</Text>}
      {requestId !== undefined && (
        <Text size="sm" c="dimmed">
          Amazon’s request id: <code className={classes.mono}>{requestId}</code>
        </Text>
      )}
      {tries.length > 0 && (
        <ul className={classes.list} aria-label="Tries">
          {tries.map(({ at, became, detail: said }) => (
            <li key={at} className={`${classes.item} ${classes.inner}`}>
              <When at={at} /> {TRIES[became]}
              {said !== undefined && said !== detail && `: ${said}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
