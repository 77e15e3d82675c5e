import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactElement } from 'react';
import type { Role } from '../../../src/admin/permissions.ts';
import { useChange } from '../../api/queries.ts';
import { Code } from '../../parts/code.tsx';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ROLE_CHOICES, ROLES } from '../../parts/roles.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: '', label: 'no end' },
];

const START: { readonly name: string; readonly role: Role; readonly days: string } = {
  ...{ name: '', role: 'read_only', days: '90' },
};

/** Makes a token, and shows it the one time that it can be seen. */
export function NewTokenDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const make = useChange('POST /api/tokens');
  const form = useForm({ initialValues: START });
  const close = (): void => {
    make.reset();
    form.reset();
    onClose();
  };
  const submit = form.onSubmit(({ name, role, days }) => {
    const expiry = days === '' ? {} : { expiresAt: Date.now() + Number(days) * DAY_MS };
    make.mutate(
      { body: { name, role, ...expiry } },
      { onError: (problem) => form.setErrors(problemsAtFields(problem)) },
    );
  });
  const title = make.data === undefined ? 'Make a token' : `The token ${make.data.token.name}`;
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // What is shown once is not to be lost by a click beside it.
      closeOnClickOutside={make.data === undefined}
    >
      {make.data === undefined ? (
        <form onSubmit={submit}>
          <Stack>
            <ProblemAlert problem={make.error} shown={['name', 'role', 'expiresAt']} />
            <TextInput
              label="Name"
              description="The program that it is for."
              required
              withAsterisk={false}
              data-autofocus
              {...form.getInputProps('name')}
            />
            <NativeSelect
              label="Role"
              description={`The program ${ROLES[form.values.role].may}.`}
              data={ROLE_CHOICES}
              {...form.getInputProps('role')}
            />
            <NativeSelect label="Good for" data={LIVES} {...form.getInputProps('days')} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={make.isPending}>
                Make
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <Text>Copy it now: it is shown this once, and never again.</Text>
          <Code text={make.data.secret} what="the token" />
          <Text c="dimmed" size="sm">
            Programs send it as <code>Authorization: Bearer …</code>; the commands take it from{' '}
            <code>DSPATCH_TOKEN</code>.
          </Text>
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
