import type { LinkProps } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Permission } from '../../src/admin/permissions.ts';
import {
  IconActivity,
  IconBell,
  IconBooks,
  IconDatabase,
  IconFileImport,
  IconHistory,
  IconInfoCircle,
  IconKey,
  IconLayoutDashboard,
  IconPlugConnected,
  IconRoute,
  IconSearch,
  IconSettings,
  IconShieldCheck,
  IconUserShield,
  IconUsers,
} from '../icons/icons.ts';

/** An entry of the navigation. */
export interface Place {
  readonly title: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  /** Shown to those alone who have it. */
  readonly permission: Permission;
}

/** The navigation at the side, in groups. */
export const PLACES: readonly (readonly Place[])[] = [
  [
    { title: 'Overview', to: '/', icon: IconLayoutDashboard, permission: 'read' },
    { title: 'Live events', to: '/live', icon: IconActivity, permission: 'read' },
    { title: 'Search', to: '/search', icon: IconSearch, permission: 'read' },
    { title: 'Import', to: '/import', icon: IconFileImport, permission: 'deploy' },
  ],
  [
    { title: 'Pipelines', to: '/pipelines', icon: IconRoute, permission: 'read' },
    { title: 'Integrations', to: '/integrations', icon: IconPlugConnected, permission: 'read' },
    { title: 'Library', to: '/library', icon: IconBooks, permission: 'read' },
  ],
  [{ title: 'Settings', to: '/settings', icon: IconSettings, permission: 'signed_in' }],
];

/** The navigation within the settings. */
export const SETTINGS: readonly Place[] = [
  { title: 'People', to: '/settings/people', icon: IconUsers, permission: 'administer' },
  { title: 'API tokens', to: '/settings/tokens', icon: IconKey, permission: 'administer' },
  { title: 'Your account', to: '/settings/account', icon: IconUserShield, permission: 'signed_in' },
  { title: 'Audit log', to: '/settings/audit', icon: IconHistory, permission: 'administer' },
  { title: 'Consent', to: '/settings/consent', icon: IconShieldCheck, permission: 'read' },
  { title: 'Alerts', to: '/settings/alerts', icon: IconBell, permission: 'read' },
  { title: 'Data', to: '/settings/data', icon: IconDatabase, permission: 'read' },
  { title: 'About', to: '/settings/about', icon: IconInfoCircle, permission: 'read' },
];
