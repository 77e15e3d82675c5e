import { Button, Paper, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactElement } from 'react';
import { useChange } from '../../api/queries.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** Another password of one's own. */
export function PasswordForm(): ReactElement {
  const change = useChange('PUT /api/session/password');
  const form = useForm({ initialValues: { current: '', password: '' } });
  const submit = form.onSubmit((body) =>
    change.mutate(
      { body },
      {
        onSuccess: () => {
          form.reset();
          notifyDone('Your password is changed. In all other browsers you are signed out.');
        },
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <Paper p="lg" maw={448}>
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={change.error} shown={['current', 'password']} />
          <PasswordInput
            {...{ label: 'Password as it is', autoComplete: 'current-password', required: true, withAsterisk: false }}
            {...form.getInputProps('current')}
          />
          <PasswordInput
            {...{ label: 'New password', description: 'Twelve characters or more; a few words are easy to remember.' }}
            {...{ autoComplete: 'new-password', required: true, withAsterisk: false }}
            {...form.getInputProps('password')}
          />
          <div>
            <Button type="submit" variant="default" loading={change.isPending}>
              Change the password
            </Button>
          </div>
        </Stack>
      </form>
    </Paper>
  );
}
