import { Badge, Button, Stack, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { TokenView } from '../../../src/admin/api/people.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { IconKey } from '../../icons/icons.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ROLES } from '../../parts/roles.ts';
import { When } from '../../parts/when.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';

/** Ways in for programs. */
export function TokensScreen(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/tokens', {});
  const revoke = useChange('DELETE /api/tokens/:token');
  const [revoked, setRevoked] = useState<TokenView>();
  const [isMaking, setMaking] = useState(false);
  const close = (): void => {
    revoke.reset();
    setRevoked(undefined);
  };
  const columns: readonly Column<TokenView>[] = [
    { title: 'Name', value: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
    { title: 'Role', value: ({ role }) => ROLES[role].title, cell: ({ role }) => ROLES[role].title },
    {
      title: 'Last used',
      value: ({ usedAt }) => usedAt,
      cell: ({ usedAt }) => (usedAt === undefined ? 'never' : <When at={usedAt} as="ago" />),
    },
    { title: 'Expires', value: ({ expiresAt }) => expiresAt, cell: (token) => <Expiry token={token} /> },
    {
      title: 'Made by',
      value: ({ createdBy }) => createdBy.name,
      cell: ({ createdBy, createdAt }) => (
        <>
          {createdBy.name}, <When at={createdAt} as="day" />
        </>
      ),
    },
    {
      ...{ title: 'What to do', isTitleUnseen: true, align: 'right' },
      cell: (token) => (
        <Button size="xs" variant="default" onClick={() => setRevoked(token)} aria-label={`Revoke ${token.name}`}>
          Revoke
        </Button>
      ),
    },
  ];
  const make = (
    <Button leftSection={<IconKey size={16} />} onClick={() => setMaking(true)}>
      Make a token
    </Button>
  );
  return (
    <Page
      title="API tokens"
      lead="Ways in for programs. A token outlives who made it, until it expires or is revoked."
      actions={make}
    >
      <Stack>
        <ProblemAlert problem={error} onRetry={() => void refetch()} />
        {error === null && (
          <DataTable
            label="API tokens"
            columns={columns}
            rows={data?.tokens}
            keyOf={({ id }) => id}
            empty={
              <EmptyState title="There is no token yet" icon={<IconKey size={22} stroke={1.6} />}>
                Make one for each program that asks the API, with the role that it needs and no more: so that each can
                be revoked alone.
              </EmptyState>
            }
          />
        )}
      </Stack>
      <NewTokenDialog isOpen={isMaking} onClose={() => setMaking(false)} />
      <ConfirmDialog
        title={revoked && `Revoke ${revoked.name}?`}
        action="Revoke"
        danger
        isBusy={revoke.isPending}
        problem={revoke.error}
        onConfirm={() => revoked && revoke.mutate({ params: { token: revoked.id } }, { onSuccess: close })}
        onClose={close}
      >
        Programs that use it are refused from now on. It cannot be brought back.
      </ConfirmDialog>
    </Page>
  );
}

function Expiry({ token: { expiresAt } }: { readonly token: TokenView }): ReactElement {
  if (expiresAt === undefined) return <>never</>;
  if (expiresAt < Date.now()) return <Badge color="gray">expired</Badge>;
  return (
    <Text span size="sm">
      <When at={expiresAt} as="day" />
    </Text>
  );
}
