import type { Role } from '../../src/admin/permissions.ts';

/** The roles in words, in their order; what each may is docs/people.md's table. */
export const ROLES: Readonly<Record<Role, { readonly title: string; readonly may: string }>> = {
  admin: { title: 'Admin', may: 'may do everything, people and tokens included' },
  deployment_manager: {
    title: 'Deployment manager',
    may: 'may deploy, roll back, pause and replay, and see everything',
  },
  integration_manager: {
    title: 'Integration manager',
    may: 'may change drafts and save revisions, and see everything',
  },
  read_only: { title: 'Read-only', may: 'may see everything and change nothing' },
};

/** For choices in forms. */
export const ROLE_CHOICES: readonly { readonly value: Role; readonly label: string }[] = (
  Object.keys(ROLES) as Role[]
).map((value) => ({ value, label: ROLES[value].title }));
