import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { PasswordLink, PersonView } from '../../../src/admin/api/people.ts';
import { useOperation } from '../../api/queries.ts';
import { useCaller } from '../../api/session.ts';
import { IconUserPlus } from '../../icons/icons.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { ROLES } from '../../parts/roles.ts';
import { When } from '../../parts/when.tsx';
import { AddPersonDialog } from './add-person-dialog.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { PersonMenu } from './person-menu.tsx';

/** A link that was just made, and whom it is for. */
export interface MadeLink {
  readonly name: string;
  readonly link: PasswordLink;
}

/** Everybody who has an account, and what they may do. */
export function PeopleScreen(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/people', {});
  const caller = useCaller();
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<MadeLink>();
  const columns: readonly Column<PersonView>[] = [
    {
      title: 'Name',
      value: ({ name, email }) => `${name} ${email}`,
      cell: ({ id, name, email, disabled }) => (
        <>
          <Group gap={6}>
            <Text fw={600} size="sm">
              {name}
            </Text>
            {id === caller.id && <Badge>you</Badge>}
            {disabled && <Badge color="gray">disabled</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {email}
          </Text>
        </>
      ),
    },
    { title: 'Role', value: ({ role }) => ROLES[role].title, cell: ({ role }) => ROLES[role].title },
    { title: 'Signs in by', cell: waysOf, value: waysOf },
    {
      title: 'Last signed in',
      value: ({ signedInAt }) => signedInAt,
      cell: ({ signedInAt }) => (signedInAt === undefined ? 'never' : <When at={signedInAt} as="ago" />),
    },
    {
      ...{ title: 'What to do', isTitleUnseen: true, align: 'right' },
      cell: (person) => <PersonMenu person={person} isCaller={person.id === caller.id} onLink={setMade} />,
    },
  ];
  return (
    <Page
      title="People"
      lead="Who may sign in, and what they may do. Secrets are shown to nobody, whatever their role."
      actions={
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
          Add a person
        </Button>
      }
    >
      <Stack>
        <ProblemAlert problem={error} onRetry={() => void refetch()} />
        {error === null && (
          <DataTable
            label="People"
            columns={columns}
            rows={data?.people}
            keyOf={({ id }) => id}
            sortedBy={{ title: 'Name', down: false }}
            empty={<Text c="dimmed">Nobody has an account.</Text>}
          />
        )}
      </Stack>
      <AddPersonDialog isOpen={isAdding} onClose={() => setAdding(false)} onLink={setMade} />
      <LinkDialog made={made} onClose={() => setMade(undefined)} />
    </Page>
  );
}

function waysOf({ hasPassword, signsOn }: PersonView): string {
  const ways = [...(hasPassword ? ['password'] : []), ...(signsOn ? ['OpenID Connect'] : [])];
  return ways.join(', ') || 'nothing yet';
}
