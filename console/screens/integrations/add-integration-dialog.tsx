import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useChange, useOperation } from '../../api/queries.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** Adds an integration: its name, and the kit that it begins from. Its connection comes next. */
export function AddIntegrationDialog({
  isOpen,
  kit,
  onClose,
}: {
  readonly isOpen: boolean;
  /** Undefined: it is chosen here. */
  readonly kit: string | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const { data } = useOperation('GET /api/kits', {});
  const add = useChange('POST /api/integrations');
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: '', kit: '' } });
  const kits = data?.kits ?? [];
  const chosen = kits.find(({ name }) => name === (form.values.kit || kit)) ?? kits[0];
  const close = (): void => {
    add.reset();
    form.reset();
    onClose();
  };
  const submit = form.onSubmit(({ name }) =>
    add.mutate(
      { body: { name: name.trim(), kit: chosen?.name ?? '' } },
      {
        onSuccess: (made) => {
          close();
          void navigate({ to: '/integrations/$integration/connection', params: { integration: made.name } });
        },
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <Modal opened={isOpen} onClose={close} title="Add an integration" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={add.error} shown={['name', 'kit']} />
          <TextInput
            label="Name"
            description="It stays: pipelines and reports know it by this name."
            placeholder="amazon-us"
            required
            withAsterisk={false}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <NativeSelect
            label="Kit"
            description={chosen?.description}
            data={kits.map(({ name, title }) => ({ value: name, label: title }))}
            {...form.getInputProps('kit')}
            value={chosen?.name ?? ''}
          />
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
