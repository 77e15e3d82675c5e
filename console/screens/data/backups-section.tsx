import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useChange, useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { Code } from '../../parts/code.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { notifyDone } from '../../parts/notify.ts';
import { Num } from '../../parts/num.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { Section } from './section.tsx';

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
  const backups = useOperation('GET /api/backups', {});
  const make = useChange('POST /api/backups');
  return (
    <Loaded from={backups} height={160}>
      {({ folder, backups }) => (
        <>
          <ProblemAlert problem={make.error} />
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
              loading={make.isPending}
              onClick={() =>
                make.mutate({ body: {} }, { onSuccess: ({ name }) => notifyDone(`The backup ${name} is made`) })
              }
            >
              Make a backup
            </ButtonFor>
          </Group>
          {backups.length > 0 && <Code text={folder} what="the folder of the backups" />}
        </>
      )}
    </Loaded>
  );
}
