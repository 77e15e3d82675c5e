import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { Attachment } from '../../../src/catalog/model.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconPlugConnected, IconPlus } from '../../icons/icons.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Section } from '../../parts/section.tsx';
import { AttachDialog } from './attach-dialog.tsx';
import { RevisionNote } from './revision-note.tsx';
import { useDraft } from './use-draft.ts';

const route = getRouteApi('/shell/pipelines/$pipeline');

/** The integrations of the draft, each at a revision, and what runs of them. */
export function IntegrationsTab(): ReactElement {
  const { pipeline } = route.useParams();
  const draft = useDraft(pipeline);
  const { view } = draft;
  const all = useOperation('GET /api/integrations', {});
  const mayEdit = useMay('edit');
  const [chosen, setChosen] = useState<'new' | Attachment>();
  const [detached, setDetached] = useState<Attachment>();
  const close = (): void => {
    draft.reset();
    setDetached(undefined);
  };
  const detach = ({ integration }: Attachment): void => {
    const integrations = view.draft.integrations.filter((one) => one.integration !== integration);
    draft.save({ ...view.draft, integrations }, view.version, close);
  };
  const runs = (name: string): number | undefined =>
    view.live?.integrations.find(({ integration }) => integration === name)?.revision;
  const latest = (name: string): number => all.data?.integrations.find((one) => one.name === name)?.latest ?? 0;

  const columns: readonly Column<Attachment>[] = [
    { title: 'Integration', cell: ({ integration }) => <b>{integration}</b>, value: ({ integration }) => integration },
    {
      title: 'Revision in the draft',
      cell: ({ integration, revision }) => (
        <>
          <Group gap={6}>
            <Text inherit fw={550}>
              {revision}
            </Text>
            {latest(integration) > revision && <Badge color="blue">{latest(integration)} is newer</Badge>}
          </Group>
          <RevisionNote integration={integration} revision={revision} />
        </>
      ),
    },
    {
      title: 'Runs now',
      cell: ({ integration, revision }) => {
        const running = runs(integration);
        if (running === undefined) return <Badge color="gray">not yet</Badge>;
        return running === revision ? <Badge color="green">as in the draft</Badge> : `revision ${running}`;
      },
    },
    {
      ...{ title: 'What to do', isTitleUnseen: true, align: 'right' },
      cell: (one) =>
        mayEdit && (
          <Group gap="xs" justify="flex-end">
            <Button
              size="xs"
              variant="default"
              onClick={() => setChosen(one)}
              aria-label={`Change revision of ${one.integration}`}
            >
              Change revision
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => setDetached(one)}
              aria-label={`Detach ${one.integration}`}
            >
              Detach
            </Button>
          </Group>
        ),
    },
  ];
  const attach = (
    <ButtonFor permission="edit" leftSection={<IconPlus size={16} />} onClick={() => setChosen('new')}>
      Attach an integration
    </ButtonFor>
  );
  return (
    <Section
      title="Integrations"
      lead="Each event goes to all of these. A change is saved in the draft, and runs when that is deployed."
      actions={view.draft.integrations.length > 0 && attach}
    >
      <Stack>
        <DataTable
          label="Integrations"
          columns={columns}
          rows={view.draft.integrations}
          keyOf={({ integration }) => integration}
          isFiltered={false}
          empty={
            <EmptyState title="Nothing is attached" icon={<IconPlugConnected size={22} stroke={1.6} />} action={attach}>
              Without an integration events come in, and are dropped. An integration says what is made of them, and
              where it is sent.
            </EmptyState>
          }
        />
      </Stack>
      {chosen !== undefined && (
        <AttachDialog draft={draft} of={chosen === 'new' ? undefined : chosen} onClose={() => setChosen(undefined)} />
      )}
      <ConfirmDialog
        title={detached && `Detach ${detached.integration}?`}
        action="Detach"
        isBusy={draft.isSaving}
        problem={draft.problem}
        onConfirm={() => detached && detach(detached)}
        onClose={close}
      >
        It leaves the draft. What runs goes on until the draft is deployed; from then on it gets no events of this
        pipeline. The integration itself stays.
      </ConfirmDialog>
    </Section>
  );
}
