import { Alert, Badge, Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { LiveFilter } from '../../../src/telemetry/live-watcher.ts';
import { type StreamState, useLiveStream } from '../../api/live.ts';
import { IconActivity, IconPlayerPause, IconPlayerPlay } from '../../icons/icons.ts';
import { IntegrationChoice, PipelineChoice, ReasonChoice } from '../../parts/choices.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';
import { useFilterForm } from '../../parts/use-filter-form.ts';
import { LiveList } from './live-list.tsx';

const route = getRouteApi('/shell/live');

const FATES = ['mapped', 'dropped'];

/** Events as they come, and what becomes of them. The filter stands in the address. */
export function LiveScreen(): ReactElement {
  const { fate, ...conditions } = route.useSearch();
  const filter: LiveFilter = { ...conditions, ...(fate === 'mapped' || fate === 'dropped' ? { fate } : {}) };
  const [isHeld, setHeld] = useState(false);
  const { rows, missed, state, held } = useLiveStream(filter, isHeld);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page
      title="Live events"
      lead="Events as they come in, with what becomes of them. The latest hundred are here at once."
      width="wide"
      beside={<StreamBadge state={state} />}
      actions={
        <Button
          variant="default"
          leftSection={isHeld ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          onClick={() => setHeld(!isHeld)}
        >
          {isHeld ? 'Resume' : 'Pause'}
        </Button>
      }
    >
      <Stack>
        <Conditions />
        <div>
          <Told isHeld={isHeld} held={held} missed={missed} state={state} shown={rows.length} />
          {rows.length > 0 && <LiveList rows={rows} />}
        </div>
        {rows.length === 0 && (
          <EmptyState title="Nothing has come yet" icon={<IconActivity size={22} stroke={1.6} />}>
            {isFiltered
              ? 'No event like this has come since the gateway was started, or lately. It shows here the moment one does.'
              : 'Send an event to a pipeline with its write key: it shows here the moment it is stored.'}
          </EmptyState>
        )}
      </Stack>
    </Page>
  );
}

const STATES: Readonly<Record<StreamState, readonly [colour: string, words: string]>> = {
  opening: ['gray', 'connecting'],
  open: ['green', 'live'],
  again: ['yellow', 'connecting again'],
  refused: ['red', 'not connected'],
};

function StreamBadge({ state }: { readonly state: StreamState }): ReactElement {
  const [colour, words] = STATES[state];
  return <Badge color={colour}>{words}</Badge>;
}

/** What the list alone does not say; screen readers are told as it changes. */
function Told({
  isHeld,
  held,
  missed,
  state,
  shown,
}: {
  readonly isHeld: boolean;
  readonly held: number;
  readonly missed: number;
  readonly state: StreamState;
  readonly shown: number;
}): ReactElement {
  return (
    <div role="status" aria-live="polite">
      {isHeld && (
        <Alert color="gray" variant="light" py="xs" mb="sm">
          Paused: <Num n={held} /> more {held === 1 ? 'event has' : 'events have'} come since.
        </Alert>
      )}
      {missed > 0 && (
        <Alert color="yellow" variant="light" py="xs" mb="sm">
          <Num n={missed} /> {missed === 1 ? 'message' : 'messages'} came too fast for this page, or while it was not
          connected. Search finds their events.
        </Alert>
      )}
      {state === 'refused' && (
        <Alert color="red" variant="light" py="xs" mb="sm">
          The gateway ended the stream: it stops, your sign-in has ended, or too many watch already. Load the page
          again.
        </Alert>
      )}
      <span className="unseen">{shown === 0 ? 'No events' : `${shown} events are shown, the newest first`}</span>
    </div>
  );
}

function Conditions(): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const form = useFilterForm({ pipeline: '', event: '', integration: '', fate: '', reason: '' }, search);
  return (
    <FilterBar onSubmit={form.onSubmit((values) => void navigate({ search: values }))} columns={5}>
      <PipelineChoice {...form.getInputProps('pipeline')} />
      <TextInput label="Event" placeholder="Order Completed" {...form.getInputProps('event')} />
      <IntegrationChoice {...form.getInputProps('integration')} />
      <NativeSelect label="Fate" data={[{ value: '', label: 'any' }, ...FATES]} {...form.getInputProps('fate')} />
      <ReasonChoice {...form.getInputProps('reason')} />
    </FilterBar>
  );
}
