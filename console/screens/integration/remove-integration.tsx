import { Button, Group, List, Modal, Paper, Text, Title } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { call } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import { lookAt, useOperation } from '../../api/queries.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { TextLink } from '../../parts/links.tsx';
import { notifyDone } from '../../parts/notify.ts';
import { useDraft } from './draft.ts';

/** Removes the integration, once no pipeline has it attached; else it says which do, and where to take it out. */
export function RemoveIntegration(): ReactElement {
  const { view } = useDraft();
  const [isAsked, setAsked] = useState(false);
  return (
    <Paper p="md" component="section" aria-label="Remove the integration">
      <Group justify="space-between">
        <div>
          <Title order={2}>Remove it</Title>
          <Text size="sm" c="dimmed">
            For an integration that no pipeline needs any more. Its secrets leave the vault, too.
          </Text>
        </div>
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsked(true)}>
          Remove {view.name}
        </Button>
      </Group>
      {isAsked && <Asked onClose={() => setAsked(false)} />}
    </Paper>
  );
}

function Asked({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { view } = useDraft();
  const users = useUsers(view.name);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('DELETE /api/integrations/:integration', { params: { integration: view.name } });
      // What was not saved goes with it; and this page is left before it is asked for what is gone.
      await navigate({ to: '/integrations', ignoreBlocker: true });
      notifyDone(`${view.name} is removed.`);
      await client.invalidateQueries();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  if (users !== undefined && users.length > 0) {
    return (
      <Modal opened onClose={onClose} title={`${view.name} is in use`} closeButtonProps={{ 'aria-label': 'Close' }}>
        <Text mb="xs">It cannot be removed as long as a pipeline has it. Take it out there, and deploy:</Text>
        <List size="sm">
          {users.map(({ pipeline, says }) => (
            <List.Item key={pipeline}>
              <TextLink to="/pipelines/$pipeline/integrations" params={{ pipeline }}>
                {pipeline}
              </TextLink>{' '}
              {says}
            </List.Item>
          ))}
        </List>
      </Modal>
    );
  }
  return (
    <ConfirmDialog
      title={`Remove ${view.name}?`}
      action="Remove"
      danger
      isBusy={isBusy || users === undefined}
      problem={problem ?? null}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      No pipeline has it. Its draft and its secrets are gone for good; its{' '}
      {view.latest === 1 ? 'revision stays' : 'revisions stay'} on record, for the deployments that tell of{' '}
      {view.latest === 1 ? 'it' : 'them'}.
    </ConfirmDialog>
  );
}

/** The pipelines that have an integration, running or in their draft; undefined until that is known. */
function useUsers(integration: string): readonly { readonly pipeline: string; readonly says: string }[] | undefined {
  const { data } = useOperation('GET /api/pipelines', {});
  const names = data?.pipelines.map(({ name }) => name) ?? [];
  const found = useQueries({
    queries: names.map((pipeline) => lookAt('GET /api/pipelines/:pipeline', { params: { pipeline } })),
  });
  if (data === undefined || found.some((one) => one.data === undefined)) return undefined;
  return found.flatMap(({ data: view }) => {
    const runs = view?.live?.integrations.find((one) => one.integration === integration);
    const isInDraft = view?.draft.integrations.some((one) => one.integration === integration) === true;
    if (view === undefined || (runs === undefined && !isInDraft)) return [];
    const says = [
      ...(runs === undefined ? [] : [`runs revision ${runs.revision}`]),
      isInDraft ? 'has it in its draft' : 'has it out of its draft already, and is to be deployed',
    ];
    return [{ pipeline: view.name, says: says.join(', and ') }];
  });
}
