import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import { HealthBadge } from '../../parts/health-badge.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { notifyDone, notifyProblem } from '../../parts/notify.ts';
import { Page } from '../../parts/page.tsx';
import { ConflictAlert } from './conflict-alert.tsx';
import { TokenNews } from './connect-again.tsx';
import type { Draft } from './draft.ts';
import { type Conflict, DraftProvider } from './draft-provider.tsx';
import { HealthReasons } from './health-reasons.tsx';
import { IntegrationTabs } from './integration-tabs.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { SaveRevisionDialog } from './save-revision-dialog.tsx';

const route = getRouteApi('/shell/integrations/$integration');

/** An integration: its connection, its mapping, its revisions, and what a draft would change. All tabs edit one draft. */
export function IntegrationScreen(): ReactElement {
  const { integration } = route.useParams();
  const view = useOperation('GET /api/integrations/:integration', { params: { integration } });
  const kits = useOperation('GET /api/kits', {});
  const kit = kits.data?.kits.find(({ name }) => name === view.data?.draft.kit);
  if (view.data === undefined || kit === undefined) {
    return (
      <Page title={integration} crumbs={CRUMBS} width="wide">
        <Loaded from={view} height={480}>
          {() => (
            <Loaded from={kits} height={480}>
              {() => null}
            </Loaded>
          )}
        </Loaded>
      </Page>
    );
  }
  return (
    <DraftProvider key={integration} view={view.data} kit={kit}>
      {(draft, conflict) => <Screen draft={draft} conflict={conflict} />}
    </DraftProvider>
  );
}

const CRUMBS = [{ title: 'Integrations', to: '/integrations' }] as const;

function Screen({ draft, conflict }: { readonly draft: Draft; readonly conflict: Conflict | undefined }): ReactElement {
  const { view, kit, isChanged, isHeld, mayEdit, save } = draft;
  const { name, health, latest, live } = view;
  const [isSaving, setSaving] = useState(false);
  const [isNoting, setNoting] = useState(false);
  const saveDraft = async (): Promise<void> => {
    setSaving(true);
    await save().then(
      () => notifyDone('The draft is saved. It runs nowhere before a revision of it is deployed.'),
      notifyProblem,
    );
    setSaving(false);
  };
  return (
    <Page
      title={name}
      width="wide"
      crumbs={CRUMBS}
      beside={
        <Group gap={6}>
          <HealthBadge health={health} />
          {isHeld && <Badge color="red">not taken yet</Badge>}
          {isChanged && <Badge color="yellow">not saved</Badge>}
          {!isChanged && view.changed && (
            <Badge color="blue">{latest === 0 ? 'no revision yet' : 'draft is ahead'}</Badge>
          )}
        </Group>
      }
      lead={
        <>
          {kit.title}. {latest === 0 ? 'It has no revision yet.' : `Its newest revision is ${latest}.`} {livesIn(live)}
        </>
      }
      actions={
        mayEdit && (
          <>
            <Button
              variant="default"
              disabled={!isChanged || isHeld}
              loading={isSaving}
              onClick={() => void saveDraft()}
            >
              Save the draft
            </Button>
            <Button disabled={isHeld || (!isChanged && !view.changed)} onClick={() => setNoting(true)}>
              Save a revision
            </Button>
          </>
        )
      }
    >
      <Stack gap="md">
        {!mayEdit && (
          <Text size="sm" c="dimmed">
            You may look at everything here. Whoever is an integration manager or an admin may change it.
          </Text>
        )}
        {conflict !== undefined && <ConflictAlert conflict={conflict} draft={draft} />}
        <HealthReasons health={health} isOfDraft={!isChanged} />
        <TokenNews />
        <IntegrationTabs integration={name} />
        <Outlet />
      </Stack>
      <LeaveDialog integration={name} isChanged={isChanged || isHeld} />
      <SaveRevisionDialog draft={draft} isOpen={isNoting} onClose={() => setNoting(false)} />
    </Page>
  );
}

function livesIn(live: Draft['view']['live']): string {
  if (live.length === 0) return 'No pipeline runs it.';
  return `${live.map(({ pipeline, revision }) => `${pipeline} runs revision ${revision}`).join(', ')}.`;
}
