import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { PipelineView } from '../../../src/admin/api/pipelines.ts';
import { call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { IconDots, IconTrash } from '../../icons/icons.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { notifyDone } from '../../parts/notify.ts';

/** What is seldom done to a pipeline. */
export function PipelineMenu({ view: { name, writeKeys, live } }: { readonly view: PipelineView }): ReactElement {
  const [isAsking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation<undefined, ApiProblem>({
    mutationFn: () => call('DELETE /api/pipelines/:pipeline', { params: { pipeline: name } }),
    // First away from here: what shows the pipeline would ask for it once more.
    onSuccess: async () => {
      await navigate({ to: '/pipelines' });
      notifyDone(`${name} is deleted.`);
      await client.invalidateQueries();
    },
  });
  const close = (): void => {
    remove.reset();
    setAsking(false);
  };
  const keys = writeKeys.length === 1 ? 'Its write key is' : `Its ${writeKeys.length} write keys are`;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={`What to do with ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} stroke={1.6} />} onClick={() => setAsking(true)}>
            Delete the pipeline
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        title={isAsking ? `Delete ${name}?` : undefined}
        action="Delete"
        danger
        isBusy={remove.isPending}
        problem={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        {keys} refused from now on: whoever still sends with {writeKeys.length === 1 ? 'it' : 'them'} is answered with
        an error, and those events are lost.{' '}
        {live !== undefined && live.integrations.length > 0 && 'What waits already is still sent. '}
        The integrations stay, and so does what is on record of its events. It cannot be brought back.
      </ConfirmDialog>
    </>
  );
}
