import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { tokenInAddress } from '../../app/token-in-address.ts';
import { BarePage } from '../../parts/bare-page.tsx';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { notifyDone } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** A password of one's own, by the link that an admin made. */
export function PasswordScreen(): ReactElement {
  const [token] = useState(tokenInAddress);
  if (token !== undefined) return <NewPassword token={token} />;
  return (
    <BarePage title="The link is not whole">
      <Text>Open it as you were given it, with all that stands behind the #; or ask an admin for a new one.</Text>
    </BarePage>
  );
}

function NewPassword({ token }: { readonly token: string }): ReactElement {
  const navigate = useNavigate();
  const change = useChange('POST /api/password');
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } });
  const submit = form.onSubmit(({ password }) =>
    change.mutate(
      { body: { token, password } },
      {
        onSuccess: () => {
          notifyDone('Your password is set. Sign in with it.');
          void navigate({ to: '/sign-in', replace: true });
        },
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    ),
  );
  return (
    <BarePage title="Choose your password" lead="Twelve characters or more; a few words are easy to remember.">
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={change.error} shown={['password']} />
          <PasswordInput
            {...{ label: 'New password', autoComplete: 'new-password', required: true, withAsterisk: false }}
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={change.isPending}>
            Set the password
          </Button>
        </Stack>
      </form>
    </BarePage>
  );
}
