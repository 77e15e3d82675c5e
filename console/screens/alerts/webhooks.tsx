import { Badge, Group, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { Webhook } from '../../../src/admin/api/alerts.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { IconBell, IconPlus } from '../../icons/icons.ts';
import { ButtonFor } from '../../parts/button-for.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { notifyDone, notifyProblem } from '../../parts/notify.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Section } from '../../parts/section.tsx';
import { capitalized } from '../../parts/sentence.ts';
import { When } from '../../parts/when.tsx';
import { AddWebhookDialog } from './add-webhook-dialog.tsx';

const COLUMNS: readonly Column<Webhook>[] = [
  {
    title: 'Name',
    cell: ({ name, host }) => (
      <>
        <b>{name}</b>
        {name !== host && (
          <Text size="sm" c="dimmed">
            {host}
          </Text>
        )}
      </>
    ),
  },
  {
    title: 'Added by',
    cell: ({ addedBy, addedAt }) => (
      <>
        {addedBy.name}, <When at={addedAt} as="day" />
      </>
    ),
  },
  { title: 'Last told', cell: ({ last }) => <LastTold last={last} /> },
];

/** Who is told in a chat, and what came of it last. */
export function Webhooks(): ReactElement {
  const { data, error, refetch } = useOperation('GET /api/alerts/webhooks', {}, { every: 30_000 });
  const remove = useChange('DELETE /api/alerts/webhooks/:webhook');
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Webhook>();
  const close = (): void => {
    remove.reset();
    setRemoved(undefined);
  };
  const add = (
    <ButtonFor permission="administer" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add a webhook
    </ButtonFor>
  );
  const buttons: Column<Webhook> = {
    ...{ title: 'What to do', isTitleUnseen: true, align: 'right' },
    cell: (webhook) => <WebhookButtons webhook={webhook} onRemove={() => setRemoved(webhook)} />,
  };
  const isEmpty = data?.webhooks.length === 0;
  return (
    <Section
      title="Who is told"
      lead="Each webhook gets a message when an alert begins, and another when it is over."
      actions={isEmpty ? undefined : add}
    >
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {error === null && (
        <DataTable
          label="Webhooks"
          columns={[...COLUMNS, buttons]}
          rows={data?.webhooks}
          keyOf={({ id }) => id}
          isFiltered={false}
          empty={
            <EmptyState title="Nobody is told yet" icon={<IconBell size={22} stroke={1.6} />} action={add}>
              Make an incoming webhook in Slack, Mattermost or Teams, and add its address here: alerts come to your chat
              from then on.
            </EmptyState>
          }
        />
      )}
      <AddWebhookDialog isOpen={isAdding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        title={removed && `Remove ${removed.name}?`}
        action="Remove"
        danger
        isBusy={remove.isPending}
        problem={remove.error}
        onConfirm={() => removed && remove.mutate({ params: { webhook: removed.id } }, { onSuccess: close })}
        onClose={close}
      >
        It is told nothing more, and its address is forgotten.
      </ConfirmDialog>
    </Section>
  );
}

function LastTold({ last }: Pick<Webhook, 'last'>): ReactElement {
  if (last === undefined) return <>never</>;
  return (
    <Group gap="xs">
      <Badge color={last.ok ? 'green' : 'red'}>{last.ok ? 'taken' : 'not taken'}</Badge>
      <Text span size="sm">
        <When at={last.at} as="ago" />
        {!last.ok && <>: {last.says}</>}
      </Text>
    </Group>
  );
}

function WebhookButtons({
  webhook: { id, name },
  onRemove,
}: {
  readonly webhook: Webhook;
  readonly onRemove: () => void;
}): ReactElement {
  const test = useChange('POST /api/alerts/webhooks/:webhook/test');
  const send = (): void =>
    test.mutate(
      { params: { webhook: id } },
      {
        onSuccess: ({ ok, says, status = 0 }) => {
          if (ok) return notifyDone(`${name} has taken the test`);
          const title = `${name} has not taken the test`;
          notifyProblem(new ApiProblem({ status, code: 'webhook_failed', title, detail: `${capitalized(says)}.` }));
        },
        onError: notifyProblem,
      },
    );
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <ButtonFor
        permission="administer"
        size="xs"
        variant="default"
        loading={test.isPending}
        onClick={send}
        aria-label={`Send a test to ${name}`}
      >
        Send a test
      </ButtonFor>
      <ButtonFor permission="administer" size="xs" variant="default" onClick={onRemove} aria-label={`Remove ${name}`}>
        Remove
      </ButtonFor>
    </Group>
  );
}
