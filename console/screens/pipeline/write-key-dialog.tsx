import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactElement } from 'react';
import { useChange } from '../../api/queries.ts';
import { Code } from '../../parts/code.tsx';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** `add`: the keys that are there stay. `rotate`: they end after a while. */
export type WriteKeyChange = 'add' | 'rotate';

const HOUR_MS = 3_600_000;
const OVERLAPS = [
  { value: '1', label: 'for an hour' },
  { value: '24', label: 'for a day' },
  { value: '168', label: 'for a week' },
  { value: '720', label: 'for 30 days' },
  { value: '2160', label: 'for 90 days' },
];

/** Adds a write key, and then shows it with what to do with it. */
export function WriteKeyDialog({
  pipeline,
  wanted,
  onClose,
}: {
  readonly pipeline: string;
  /** Undefined: it is not open. */
  readonly wanted: WriteKeyChange | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const add = useChange('POST /api/pipelines/:pipeline/write-keys');
  const form = useForm({ initialValues: { key: '', hours: '168' } });
  const close = (): void => {
    onClose();
    add.reset();
    form.reset();
  };
  const submit = form.onSubmit(({ key, hours }) =>
    add.mutate(
      {
        params: { pipeline },
        body: {
          ...(key === '' ? {} : { key }),
          ...(wanted === 'rotate' ? { overlapMs: Number(hours) * HOUR_MS } : {}),
        },
      },
      { onError: (problem) => form.setErrors(problemsAtFields(problem)) },
    ),
  );
  const made = add.data?.writeKeys.at(-1);
  return (
    <Modal
      opened={wanted !== undefined}
      onClose={close}
      title={wanted === 'rotate' ? 'Rotate the write key' : 'Add a write key'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made === undefined ? (
        <form onSubmit={submit}>
          <Stack>
            <ProblemAlert problem={add.error} shown={['key']} />
            {wanted === 'rotate' ? (
              <NativeSelect
                label="The old ones go on"
                description="Until then both are taken, so that senders can change over without losing an event."
                data={OVERLAPS}
                data-autofocus
                {...form.getInputProps('hours')}
              />
            ) : (
              <Text size="sm">The keys that are there go on: each sender may have one of its own.</Text>
            )}
            <TextInput
              label="Write key"
              description="Leave it empty, and the gateway makes one. One that senders have already, of Segment say, can go on."
              placeholder="made by the gateway"
              {...form.getInputProps('key')}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={add.isPending}>
                {wanted === 'rotate' ? 'Rotate' : 'Add'}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <Text>
            It is taken from now on. {wanted === 'rotate' && 'Put it where the old one stands, before that one ends.'}
          </Text>
          <Code text={made.key} what="the new write key" />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
