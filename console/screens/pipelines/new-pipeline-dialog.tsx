import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useChange } from '../../api/queries.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** Makes a pipeline, with a write key of the gateway's making, and leads to how its site is connected. */
export function NewPipelineDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const make = useChange('POST /api/pipelines');
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: '' } });
  const close = (): void => {
    make.reset();
    form.reset();
    onClose();
  };
  const submit = form.onSubmit((body) =>
    make.mutate(
      { body },
      {
        onSuccess: ({ name }) => void navigate({ to: '/pipelines/$pipeline/connect', params: { pipeline: name } }),
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <Modal opened={isOpen} onClose={close} title="New pipeline" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={make.error} shown={['name']} />
          <TextInput
            label="Name"
            description="Of the shop or app whose events come in: letters, digits, “.”, “_” and “-”. It stays."
            placeholder="web-shop"
            required
            withAsterisk={false}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={make.isPending}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
