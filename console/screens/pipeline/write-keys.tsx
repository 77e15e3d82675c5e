import { Badge, Button, Group } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { WriteKey } from '../../../src/catalog/model.ts';
import { useChange, useLoaded } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconPlus, IconRefresh } from '../../icons/icons.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import classes from './pipeline.module.css';
import { type WriteKeyChange, WriteKeyDialog } from './write-key-dialog.tsx';

const route = getRouteApi('/shell/pipelines/$pipeline');

/** The keys that senders show: how old each is, until when it is taken, and another one in its place. */
export function WriteKeys(): ReactElement {
  const { pipeline } = route.useParams();
  const { writeKeys } = useLoaded('GET /api/pipelines/:pipeline', { params: { pipeline } });
  const end = useChange('DELETE /api/pipelines/:pipeline/write-keys/:key');
  const [wanted, setWanted] = useState<WriteKeyChange>();
  const [ending, setEnding] = useState<WriteKey>();
  const mayEdit = useMay('edit');
  const close = (): void => {
    end.reset();
    setEnding(undefined);
  };
  const columns: readonly Column<WriteKey>[] = [
    {
      title: 'Write key',
      cell: ({ key }) => (
        <Group gap={4} wrap="nowrap">
          <span className={classes.key}>{key}</span>
          <CopyButton text={key} what={`the write key ${key}`} />
        </Group>
      ),
    },
    { title: 'Made', cell: ({ createdAt }) => <When at={createdAt} as="ago" />, value: ({ createdAt }) => createdAt },
    { title: 'Taken until', cell: (key) => <End of={key} />, value: ({ endsAt }) => endsAt },
    {
      ...{ title: 'What to do', isTitleUnseen: true, align: 'right' },
      cell: (key) =>
        mayEdit &&
        !isEnded(key) && (
          <Button size="xs" variant="default" onClick={() => setEnding(key)} aria-label={`End now: ${key.key}`}>
            End now
          </Button>
        ),
    },
  ];
  return (
    <Section
      title="Write keys"
      lead="A sender shows one with each event. They are no secret: a website’s stands in its pages."
      actions={
        <>
          <ButtonFor
            permission="edit"
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => setWanted('add')}
          >
            Add a key
          </ButtonFor>
          <ButtonFor
            permission="edit"
            variant="default"
            leftSection={<IconRefresh size={16} />}
            onClick={() => setWanted('rotate')}
          >
            Rotate
          </ButtonFor>
        </>
      }
    >
      <DataTable
        label="Write keys"
        columns={columns}
        rows={writeKeys}
        keyOf={({ key }) => key}
        isFiltered={false}
        empty={null}
      />
      <WriteKeyDialog pipeline={pipeline} wanted={wanted} onClose={() => setWanted(undefined)} />
      <ConfirmDialog
        title={ending && `End the write key ${ending.key}?`}
        action="End it now"
        danger
        isBusy={end.isPending}
        problem={end.error}
        onConfirm={() => ending && end.mutate({ params: { pipeline, key: ending.key } }, { onSuccess: close })}
        onClose={close}
      >
        Whoever still sends with it is refused at once, and analytics.js is not served for it any more. Events that are
        refused are lost, unless their sender keeps them. To give senders time, rotate instead. It cannot be brought
        back.
      </ConfirmDialog>
    </Section>
  );
}

function End({ of }: { readonly of: WriteKey }): ReactElement {
  if (of.endsAt === undefined) return <>somebody ends it</>;
  if (isEnded(of)) return <Badge color="gray">ended</Badge>;
  return (
    <Badge color="yellow">
      ends <When at={of.endsAt} as="ago" />
    </Badge>
  );
}

function isEnded({ endsAt = Number.POSITIVE_INFINITY }: WriteKey): boolean {
  return endsAt <= Date.now();
}
