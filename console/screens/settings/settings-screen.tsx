import { Outlet } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useSession } from '../../api/session.ts';
import { SETTINGS } from '../../app/navigation.ts';
import { NavigationLink } from '../../parts/links.tsx';
import classes from './settings.module.css';

/** The settings: what there is above, and the one that is open below. */
export function SettingsScreen(): ReactElement {
  const { permissions } = useSession();
  return (
    <>
      <nav className={classes.places} aria-label="Settings">
        {SETTINGS.filter(({ permission }) => permissions.includes(permission)).map(({ title, to, icon: Icon }) => (
          <NavigationLink
            key={to}
            to={to}
            label={title}
            leftSection={<Icon size={16} stroke={1.6} />}
            activeProps={{ 'data-active': true }}
            className={classes.place ?? ''}
          />
        ))}
      </nav>
      <Outlet />
    </>
  );
}
