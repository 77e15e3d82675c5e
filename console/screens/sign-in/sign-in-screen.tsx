import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { useChange } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { BarePage } from '../../parts/bare-page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { insideAddress } from './inside-address.ts';

const route = getRouteApi('/sign-in');

/** Signing in, by password or where the issuer's page is; then on to where the person wanted to. */
export function SignInScreen(): ReactElement {
  const { caller, setUpNeeded, ways } = useSession();
  const { to } = route.useSearch();
  const navigate = route.useNavigate();
  const begin = useChange('POST /api/session');
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const elsewhere = ways.filter(({ url }) => url !== undefined);

  useEffect(() => {
    if (caller !== undefined) void navigate({ href: insideAddress(to), replace: true });
    else if (setUpNeeded) void navigate({ to: '/setup', replace: true });
  }, [caller, setUpNeeded, navigate, to]);

  return (
    <BarePage title="Sign in">
      <Stack>
        {elsewhere.map(({ title, url }) => (
          <Button key={title} component="a" href={withWanted(url, to)} variant="default" size="md">
            Continue with {title}
          </Button>
        ))}
        {elsewhere.length > 0 && <Divider label="or by password" />}
        <form onSubmit={form.onSubmit((body) => begin.mutate({ body }))}>
          <Stack>
            <ProblemAlert problem={begin.error} />
            <TextInput
              {...{ label: 'E-mail address', type: 'email', autoComplete: 'username', required: true }}
              {...{ withAsterisk: false, size: 'md' }}
              key={form.key('email')}
              {...form.getInputProps('email')}
            />
            <PasswordInput
              {...{ label: 'Password', autoComplete: 'current-password', required: true }}
              {...{ withAsterisk: false, size: 'md' }}
              key={form.key('password')}
              {...form.getInputProps('password')}
            />
            <Button type="submit" size="md" loading={begin.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Stack>
    </BarePage>
  );
}

/** The issuer's way leads back to the same address. */
function withWanted(url: string | undefined, to: string | undefined): string | undefined {
  return url === undefined || to === undefined ? url : `${url}?${new URLSearchParams({ to })}`;
}
