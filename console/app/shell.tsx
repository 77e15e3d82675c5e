import { AppShell, Burger, Group, ScrollArea, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useMatches, useRouterState } from '@tanstack/react-router';
import { type ReactElement, useEffect } from 'react';
import { useSession } from '../api/session.ts';
import { NavigationLink } from '../parts/links.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { ForbiddenScreen } from './forbidden-screen.tsx';
import { PLACES } from './navigation.ts';
import classes from './shell.module.css';
import { signInAgain } from './sign-in-again.ts';

/** What is around every screen of somebody who is signed in. Whoever is so no more, since they signed out elsewhere, signs in again. */
export function Shell(): ReactElement | null {
  const isSignedIn = useSession().caller !== undefined;
  useEffect(() => {
    if (!isSignedIn) signInAgain();
  }, [isSignedIn]);
  return isSignedIn ? <Frame /> : null;
}

/** The navigation at the side, which a narrow window opens by a button, and the screen. */
function Frame(): ReactElement {
  const [isOpen, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address is what closes it
  useEffect(close, [path, close]);
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={0}
    >
      <AppShell.Header hiddenFrom="sm" className={classes.bar ?? ''}>
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger opened={isOpen} onClick={toggle} size="sm" aria-label="Navigation" aria-expanded={isOpen} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.side ?? ''} aria-label="Main">
        <Group h={52} px="md" justify="space-between" className={classes.top ?? ''}>
          <Brand />
          <Burger opened onClick={close} size="sm" hiddenFrom="sm" aria-label="Close the navigation" />
        </Group>
        <ScrollArea className={classes.places ?? ''} type="never">
          <Places />
        </ScrollArea>
        <AccountMenu />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main ?? ''}>
        <Screen />
      </AppShell.Main>
    </AppShell>
  );
}

function Places(): ReactElement {
  const { permissions } = useSession();
  return (
    <Stack gap="lg" px="xs" py="sm">
      {PLACES.map((group) => (
        <Stack key={group[0]?.to} gap={2}>
          {group
            .filter(({ permission }) => permissions.includes(permission))
            .map(({ title, to, icon: Icon }) => (
              <NavigationLink
                key={to}
                to={to}
                label={title}
                leftSection={<Icon size={18} stroke={1.6} />}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                activeProps={{ 'data-active': true }}
                className={classes.place ?? ''}
              />
            ))}
        </Stack>
      ))}
    </Stack>
  );
}

/** The screen, for those who may see it. */
function Screen(): ReactElement {
  const { permissions } = useSession();
  const lacking = useMatches({
    select: (matches) =>
      matches
        .map(({ staticData }) => staticData.permission)
        .find((permission) => permission !== undefined && !permissions.includes(permission)),
  });
  return lacking === undefined ? <Outlet /> : <ForbiddenScreen permission={lacking} />;
}
