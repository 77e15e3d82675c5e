import { Button, List, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { tokenInAddress } from '../../app/token-in-address.ts';
import { BarePage } from '../../parts/bare-page.tsx';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ButtonLink } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';

/** The first admin, by the link that the gateway printed when it was started. */
export function SetUpScreen(): ReactElement {
  const { setUpNeeded } = useSession();
  const [token] = useState(tokenInAddress);
  // As it was when the page was opened: whoever has just set it up is on the way to the next one.
  const [isNeeded] = useState(setUpNeeded);
  if (!isNeeded) return <SetUpDone />;
  return token === undefined ? <LinkNeeded /> : <FirstAdmin token={token} />;
}

function FirstAdmin({ token }: { readonly token: string }): ReactElement {
  const navigate = useNavigate();
  const setUp = useChange('POST /api/setup');
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '', email: '', password: '' } });
  const submit = form.onSubmit((body) => {
    setUp.mutate(
      { body: { token, ...body } },
      {
        onSuccess: () => void navigate({ to: '/welcome', replace: true }),
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    );
  });
  return (
    <BarePage title="Set up dspatch" lead="You are its first admin. Others you can invite afterwards.">
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={setUp.error} shown={['name', 'email', 'password']} />
          <TextInput
            {...{ label: 'Your name', autoComplete: 'name', required: true, withAsterisk: false }}
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <TextInput
            {...{ label: 'E-mail address', description: 'You sign in with it. Nothing is sent to it.' }}
            {...{ type: 'email', autoComplete: 'username', required: true, withAsterisk: false }}
            key={form.key('email')}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            {...{ label: 'Password', description: 'Twelve characters or more; a few words are easy to remember.' }}
            {...{ autoComplete: 'new-password', required: true, withAsterisk: false }}
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={setUp.isPending}>
            Set up
          </Button>
        </Stack>
      </form>
    </BarePage>
  );
}

function LinkNeeded(): ReactElement {
  return (
    <BarePage title="dspatch has no admin yet">
      <Stack>
        <Text>Whoever started the gateway sets it up:</Text>
        <List>
          <List.Item>
            Open the link that the gateway printed when it was last started. It ends in a secret, and works once.
          </List.Item>
          <List.Item>If it is lost, start the gateway again: each start prints a new one.</List.Item>
        </List>
      </Stack>
    </BarePage>
  );
}

function SetUpDone(): ReactElement {
  return (
    <BarePage title="It is set up already" lead="There is an admin, so this link has done its work.">
      <ButtonLink to="/">Go to dspatch</ButtonLink>
    </BarePage>
  );
}
