import { Avatar, Box, Group, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { call } from '../api/client.ts';
import { useCaller } from '../api/session.ts';
import { IconLogout, IconSelector, IconUserShield } from '../icons/icons.ts';
import { notifyProblem } from '../parts/notify.ts';
import { ROLES } from '../parts/roles.ts';
import classes from './account-menu.module.css';

/** Who is signed in; their account, light or dark, and the way out. */
export function AccountMenu(): ReactElement {
  const { name, role } = useCaller();
  const navigate = useNavigate();
  return (
    <Box className={classes.foot ?? ''}>
      <Menu position="top-start" width={212} offset={6}>
        <Menu.Target>
          <UnstyledButton className={classes.button ?? ''}>
            <Group gap="xs" wrap="nowrap">
              <Avatar name={name} color="sea" size={30} radius="xl" aria-hidden />
              <Box miw={0} flex={1}>
                <Text size="sm" fw={550} truncate>
                  {name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {ROLES[role].title}
                </Text>
              </Box>
              <IconSelector size={16} stroke={1.6} aria-hidden />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <SchemeChoice />
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconUserShield size={16} stroke={1.6} />}
            onClick={() => void navigate({ to: '/settings/account' })}
          >
            Your account
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Box>
  );
}

function SchemeChoice(): ReactElement {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Box p={6}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Light or dark"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'Auto' },
        ]}
      />
    </Box>
  );
}

async function signOut(): Promise<void> {
  try {
    await call('DELETE /api/session', {});
    // The console begins anew: nothing of what one person saw is there for the next.
    window.location.assign('/sign-in');
  } catch (error) {
    notifyProblem(error);
  }
}
