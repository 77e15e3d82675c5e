import { NativeSelect, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import { sampleEvent } from '../../parts/sample-event.ts';
import { When } from '../../parts/when.tsx';
import { useDraft } from './draft.ts';
import { type EventChoice, FIRST_CHOICE } from './event-choice.ts';
import { eventNames } from './playbook.ts';
import { useRecentEvents } from './use-fields.ts';

const KINDS: readonly { readonly value: EventChoice['kind']; readonly label: string }[] = [
  { value: 'recent', label: 'Recent' },
  { value: 'sample', label: 'Sample' },
  { value: 'pasted', label: 'Paste' },
];

/** Chooses the event that the draft is tried on. */
export function EventPicker(): ReactElement {
  const { choice, choose } = useDraft();
  const [kind, setKind] = useState(choice.kind);
  const pick = (to: EventChoice['kind']): void => {
    setKind(to);
    if (to === 'sample') choose(FIRST_CHOICE);
    if (to === 'pasted') choose({ kind: to, text: JSON.stringify(sampleEvent('Order Completed'), null, 2) });
  };
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Event to try it on"
        data={[...KINDS]}
        value={kind}
        onChange={(to) => pick(to as EventChoice['kind'])}
      />
      {kind === 'recent' && <RecentPicker />}
      {kind === 'sample' && <SamplePicker />}
      {kind === 'pasted' && choice.kind === 'pasted' && (
        <Textarea
          label="One call, as JSON"
          description="It stays in this browser, but for trying it out; nothing of it is kept."
          size="xs"
          autosize
          minRows={4}
          maxRows={14}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={choice.text}
          onChange={(event) => choose({ kind: 'pasted', text: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}

function SamplePicker(): ReactElement {
  const { kit, content, choice, choose } = useDraft();
  return (
    <NativeSelect
      label="A made-up event"
      size="xs"
      data={[...eventNames(kit.playbook, content.playbook)]}
      value={choice.kind === 'sample' ? choice.name : ''}
      onChange={(event) => choose({ kind: 'sample', name: event.currentTarget.value })}
    />
  );
}

function RecentPicker(): ReactElement {
  const { view, choice, choose } = useDraft();
  const { data } = useOperation('GET /api/pipelines', {});
  const pipelines = data?.pipelines.map(({ name }) => name) ?? [];
  const [chosen, setPipeline] = useState(choice.kind === 'recent' ? choice.pipeline : view.live[0]?.pipeline);
  const pipeline = chosen ?? pipelines[0];
  const { events, why } = useRecentEvents(pipeline);
  const at = choice.kind === 'recent' ? choice.event : undefined;
  const pick = (messageId: string): void => {
    const event = events.find((one) => one.messageId === messageId);
    if (event !== undefined && pipeline !== undefined) choose({ kind: 'recent', pipeline, event });
  };
  if (pipeline === undefined) return <Text size="sm">There is no pipeline yet whose events could be shown.</Text>;
  return (
    <Stack gap="xs">
      {pipelines.length > 1 && (
        <NativeSelect
          label="Of the pipeline"
          size="xs"
          data={[...pipelines]}
          value={pipeline}
          onChange={(event) => setPipeline(event.currentTarget.value)}
        />
      )}
      {events.length === 0 ? (
        <Text size="sm" c="dimmed">
          {why ?? `${pipeline} has had no event lately. As soon as one comes in it can be chosen here.`}
        </Text>
      ) : (
        <NativeSelect
          label="A recent event"
          size="xs"
          data={[
            { value: '', label: 'Choose one of the latest ...' },
            ...events.map(({ messageId, event, results }) => ({
              value: messageId,
              label: `${event} · ${results[0]?.reason ?? 'mapped'} · ${messageId}`,
            })),
          ]}
          value={at?.messageId ?? ''}
          onChange={(event) => pick(event.currentTarget.value)}
        />
      )}
      {at !== undefined && (
        <Text size="xs" c="dimmed">
          Received <When at={at.receivedAt} as="ago" />. Of personal values only their hashes are kept
          {at.leftOut.length > 0 && `; ${at.leftOut.join(', ')} could not stay`}.
        </Text>
      )}
    </Stack>
  );
}
