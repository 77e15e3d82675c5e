import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Permission } from '../../src/admin/permissions.ts';
import { useCaller, useMay } from '../api/session.ts';
import { ROLES } from './roles.ts';

/**
 * A button for those who have a permission. For all others, and wherever `whyNot` says why it cannot be done now, it stands there without
 * effect and gives the reason on hover and focus.
 */
export function ButtonFor({
  permission,
  whyNot,
  onClick,
  type = 'button',
  ...button
}: ButtonProps & {
  readonly permission: Permission;
  readonly whyNot?: string | undefined;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  readonly 'aria-label'?: string;
}): ReactElement {
  const { role } = useCaller();
  const isAllowed = useMay(permission);
  const reason = isAllowed ? whyNot : `This takes the permission to ${permission}. Your role is ${ROLES[role].title}.`;
  if (reason === undefined) return <Button {...button} type={type} {...(onClick === undefined ? {} : { onClick })} />;
  return (
    <Tooltip label={reason} multiline maw={320}>
      <Button {...button} type="button" data-disabled aria-disabled />
    </Tooltip>
  );
}
