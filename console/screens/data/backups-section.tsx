import { Alert, Group, Progress, Text } from '@mantine/core';
import { type ReactElement, useEffect, useState } from 'react';
import { useChange, useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { Code } from '../../parts/code.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Num } from '../../parts/num.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Section } from '../../parts/section.tsx';
import { sentence } from '../../parts/sentence.ts';
import { When } from '../../parts/when.tsx';

const LOOK_EVERY_MS = 500;

/** The backups there are, and a button for another. */
export function BackupsSection(): ReactElement {
  return (
    <Section
      title="Backups"
      lead="Copies of everything that is kept, made while the gateway runs. The master key is not in them: keep a copy of it elsewhere, for without it the secrets in a backup cannot be opened."
    >
      {useMay('administer') ? <Backups /> : <Text size="sm">They are shown to admins.</Text>}
    </Section>
  );
}

function Backups(): ReactElement {
  const [isMaking, setMaking] = useState(false);
  const backups = useOperation('GET /api/backups', {}, isMaking ? { every: LOOK_EVERY_MS } : {});
  const now = backups.data?.making.now;
  useEffect(() => setMaking(now !== undefined), [now]);
  const make = useChange('POST /api/backups');
  return (
    <Loaded from={backups} height={160}>
      {({ folder, backups, making }) => (
        <>
          <ProblemAlert problem={make.error} />
          {making.failed !== undefined && (
            <Alert color="red" variant="light" title="The last backup was not made" role="alert" mb="sm">
              <Text size="sm">{sentence(making.failed.message)}</Text>
            </Alert>
          )}
          <DataTable
            label="Backups"
            isFiltered={false}
            columns={[
              { title: 'Made', cell: ({ at }) => <When at={at} /> },
              { title: 'Size', cell: ({ bytes }) => <Num n={bytes} as="bytes" />, align: 'right' },
              { title: 'Folder', cell: ({ name }) => <code>{name}</code> },
            ]}
            rows={backups}
            keyOf={({ name }) => name}
            empty={<Text size="sm">There is none yet. A timer may make one every night: dspatch backup create.</Text>}
          />
          <Group mt="sm" mb="sm">
            <ButtonFor
              permission="administer"
              variant="default"
              loading={make.isPending || now !== undefined}
              onClick={() => make.mutate({ body: {} })}
            >
              Make a backup
            </ButtonFor>
            {now !== undefined && (
              <Progress
                aria-label="How far the backup is"
                value={(100 * now.bytes) / Math.max(1, now.of)}
                flex={1}
                maw={320}
              />
            )}
          </Group>
          {backups.length > 0 && <Code text={folder} what="the folder of the backups" />}
        </>
      )}
    </Loaded>
  );
}
