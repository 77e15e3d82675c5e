/** The roles of people and tokens, after the platform's (docs/reference: roles). */
export const ROLES = ['admin', 'deployment_manager', 'integration_manager', 'read_only'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What an operation needs: `public`: nothing; `signed_in`: to be known; `read`: to see what the gateway does; `edit`: to change drafts and
 * save revisions; `deploy`: to change what runs, and send again; `administer`: people, tokens, keys, the audit log.
 */
export const PERMISSIONS = ['public', 'signed_in', 'read', 'edit', 'deploy', 'administer'] as const;
export type Permission = (typeof PERMISSIONS)[number];

const ALLOWED: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set(PERMISSIONS),
  deployment_manager: new Set(['public', 'signed_in', 'read', 'deploy']),
  integration_manager: new Set(['public', 'signed_in', 'read', 'edit']),
  read_only: new Set(['public', 'signed_in', 'read']),
};

/** Whether a role (undefined: nobody) may do what needs a permission. */
export function mayDo(role: Role | undefined, permission: Permission): boolean {
  return permission === 'public' || (role !== undefined && ALLOWED[role].has(permission));
}

/** What a role may do. */
export function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS.filter((permission) => mayDo(role, permission));
}
