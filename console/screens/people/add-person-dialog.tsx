import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactElement } from 'react';
import type { Role } from '../../../src/admin/permissions.ts';
import { useChange } from '../../api/queries.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ROLE_CHOICES, ROLES } from '../../parts/roles.ts';
import type { MadeLink } from './people-screen.tsx';

const START: { readonly name: string; readonly email: string; readonly role: Role } = {
  ...{ name: '', email: '', role: 'read_only' },
};

/** Adds somebody, who then sets a password by the link in the answer. */
export function AddPersonDialog({
  isOpen,
  onClose,
  onLink,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onLink: (made: MadeLink) => void;
}): ReactElement {
  const add = useChange('POST /api/people');
  const form = useForm({ initialValues: START });
  const close = (): void => {
    add.reset();
    form.reset();
    onClose();
  };
  const submit = form.onSubmit((body) =>
    add.mutate(
      { body },
      {
        onSuccess: ({ person, link }) => {
          close();
          if (link !== undefined) onLink({ name: person.name, link });
        },
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <Modal opened={isOpen} onClose={close} title="Add a person" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={add.error} shown={['name', 'email', 'role']} />
          <TextInput label="Name" required withAsterisk={false} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label="E-mail address"
            description="They sign in with it. Nothing is sent to it."
            type="email"
            required
            withAsterisk={false}
            {...form.getInputProps('email')}
          />
          <NativeSelect
            label="Role"
            description={`They ${ROLES[form.values.role].may}.`}
            data={ROLE_CHOICES}
            {...form.getInputProps('role')}
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
