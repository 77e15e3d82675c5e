import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Json } from '../../../src/base/json.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconUsers } from '../../icons/icons.ts';
import { Differences } from '../../parts/differences.tsx';
import { differencesOf } from '../../parts/differences-of.ts';
import type { Draft } from './draft.ts';
import type { Conflict } from './draft-provider.tsx';

/** Somebody else has saved meanwhile: who, as far as one may know, what, and whose changes are to stay. */
export function ConflictAlert({
  conflict: { read, takeTheirs, keepMine },
  draft: { view, content },
}: {
  readonly conflict: Conflict;
  readonly draft: Draft;
}): ReactElement {
  const [isCompared, setCompared] = useState(false);
  const query = { action: 'integration.draft_saved', subject: `integration ${view.name}`, limit: 1 };
  const { data } = useOperation('GET /api/audit', { query }, { enabled: useMay('administer') });
  const who = data?.items[0]?.author?.name ?? 'Somebody else';
  const between = (from: typeof read, to: typeof read) => differencesOf(from as unknown as Json, to as unknown as Json);
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconUsers />}
      title={`${who} has saved this draft meanwhile`}
      role="alert"
    >
      <Stack gap="sm">
        <Text size="sm">Your changes are not lost, and not saved. Look at both before you decide.</Text>
        {isCompared && (
          <>
            <Text size="sm" fw={600}>
              What they changed
            </Text>
            <Differences of={between(read, view.draft)} />
            <Text size="sm" fw={600}>
              What you changed
            </Text>
            <Differences of={between(read, content)} />
          </>
        )}
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setCompared(!isCompared)}>
            {isCompared ? 'Hide the comparison' : 'Compare'}
          </Button>
          <Button size="xs" variant="default" onClick={takeTheirs}>
            Reload theirs, lose mine
          </Button>
          <Button size="xs" variant="default" onClick={keepMine}>
            Keep mine, and save over theirs
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
