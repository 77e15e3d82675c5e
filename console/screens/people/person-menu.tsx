import { ActionIcon, Menu } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { PersonView } from '../../../src/admin/api/people.ts';
import type { Role } from '../../../src/admin/permissions.ts';
import { useChange } from '../../api/queries.ts';
import { IconDots } from '../../icons/icons.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { notifyDone } from '../../parts/notify.ts';
import { ROLE_CHOICES, ROLES } from '../../parts/roles.ts';
import type { MadeLink } from './people-screen.tsx';

/** Something to do to a person, as it is asked for before. */
interface Deed {
  readonly title: string;
  readonly explained: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly run: () => Promise<unknown>;
}

/** What an admin does to a person. Each step is asked for once more, and says what it entails. */
export function PersonMenu({
  person,
  isCaller,
  onLink,
}: {
  readonly person: PersonView;
  readonly isCaller: boolean;
  readonly onLink: (made: MadeLink) => void;
}): ReactElement {
  const { name, role, disabled } = person;
  const params = { person: person.id };
  const change = useChange('PATCH /api/people/:person');
  const reset = useChange('POST /api/people/:person/password-reset');
  const remove = useChange('DELETE /api/people/:person');
  const [deed, setDeed] = useState<Deed>();
  const close = (): void => {
    for (const one of [change, reset, remove]) one.reset();
    setDeed(undefined);
  };
  const run = (): void => void deed?.run().then(close, () => {});

  const toRole = (wanted: Role): Deed => ({
    title: `Make ${name} ${ROLES[wanted].title.toLowerCase()}?`,
    explained: `They ${ROLES[wanted].may}, from their next click on.`,
    action: 'Change the role',
    run: () => change.mutateAsync({ params, body: { role: wanted } }),
  });
  const disabling: Deed = {
    title: disabled ? `Enable ${name}?` : `Disable ${name}?`,
    explained: disabled
      ? 'They can sign in again, with the password they had.'
      : 'They are signed out at once and cannot sign in. Tokens they made go on.',
    action: disabled ? 'Enable' : 'Disable',
    danger: !disabled,
    run: () => change.mutateAsync({ params, body: { disabled: !disabled } }),
  };
  const resetting: Deed = {
    title: `A new password for ${name}?`,
    explained: 'This makes a link by which they set one. Until they do, the old password goes on.',
    action: 'Make a link',
    run: async () => onLink({ name, link: await reset.mutateAsync({ params }) }),
  };
  const removing: Deed = {
    title: `Remove ${name}?`,
    explained: 'They are signed out at once, and the account is gone. What they did stays in the audit log.',
    action: 'Remove',
    danger: true,
    run: async () => {
      await remove.mutateAsync({ params });
      notifyDone(`${name} is removed.`);
    },
  };

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Role</Menu.Label>
          {ROLE_CHOICES.map(({ value, label }) => (
            <Menu.Item key={value} disabled={value === role} onClick={() => setDeed(toRole(value))}>
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setDeed(resetting)}>Link for a new password</Menu.Item>
          {!isCaller && <Menu.Item onClick={() => setDeed(disabling)}>{disabling.action}</Menu.Item>}
          {!isCaller && (
            <Menu.Item color="red" onClick={() => setDeed(removing)}>
              Remove
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        title={deed?.title}
        action={deed?.action ?? ''}
        danger={deed?.danger ?? false}
        isBusy={change.isPending || reset.isPending || remove.isPending}
        problem={change.error ?? reset.error ?? remove.error}
        onConfirm={run}
        onClose={close}
      >
        {deed?.explained}
      </ConfirmDialog>
    </>
  );
}
