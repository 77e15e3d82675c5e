import { Stack, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useCaller } from '../../api/session.ts';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { ROLES } from '../../parts/roles.ts';
import { PasswordForm } from './password-form.tsx';
import { SessionList } from './session-list.tsx';

/** One's own account: what one may do, where one is signed in, and one's password. */
export function AccountScreen(): ReactElement {
  const { name, email, role } = useCaller();
  return (
    <Page title="Your account">
      <Stack gap="xl">
        <Facts
          of={[
            ['Name', name],
            ['E-mail address', email],
            ['Role', `${ROLES[role].title}: you ${ROLES[role].may}.`],
          ]}
        />
        <section>
          <Title order={2} mb="sm">
            Where you are signed in
          </Title>
          <SessionList />
        </section>
        <section>
          <Title order={2} mb="sm">
            Password
          </Title>
          <PasswordForm />
        </section>
      </Stack>
    </Page>
  );
}
