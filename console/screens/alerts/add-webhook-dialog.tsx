import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactElement } from 'react';
import { useChange } from '../../api/queries.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** Adds a webhook. Its address is a secret: it is typed unseen, and never shown again. */
export function AddWebhookDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const add = useChange('POST /api/alerts/webhooks');
  const form = useForm({ initialValues: { url: '', name: '' } });
  const close = (): void => {
    add.reset();
    form.reset();
    onClose();
  };
  const submit = form.onSubmit(({ url, name }) =>
    add.mutate(
      { body: { url, ...(name.trim() === '' ? {} : { name }) } },
      {
        onSuccess: (added) => {
          notifyDone(`Alerts are told to ${added.name}`);
          close();
        },
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <Modal opened={isOpen} onClose={close} title="Add a webhook" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={add.error} shown={['url', 'name']} />
          <PasswordInput
            label="Address"
            description="As Slack, Mattermost or Teams gave it. It is kept as a secret, and never shown again."
            placeholder="https://hooks.slack.com/services/…"
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the address' }}
            required
            withAsterisk={false}
            data-autofocus
            {...form.getInputProps('url')}
          />
          <TextInput
            label="Name"
            description="Who is told there, such as “On call”; its host, without one."
            {...form.getInputProps('name')}
          />
          <Text size="sm" c="dimmed">
            It must be https and on the internet. Send a test afterwards.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
