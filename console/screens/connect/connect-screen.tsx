import { Button, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { ConnectionView } from '../../../src/admin/api/connect.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { AccountStep } from './account-step.tsx';
import { BeginStep } from './begin-step.tsx';
import { ConsentStep } from './consent-step.tsx';
import { DefinitionsStep } from './definitions-step.tsx';
import { type FinishChange, FinishStep } from './finish-step.tsx';
import { FinishedConnection } from './finished-connection.tsx';
import { isReached, nextOf, type Step, stepOf, stepsOf } from './steps.ts';
import { StepsBar } from './steps-bar.tsx';

const route = getRouteApi('/shell/welcome/connect');

/** From the consent at Amazon to an integration that runs. Which connection and which step stand in the address: loading it again goes on there. */
export function ConnectScreen(): ReactElement {
  const { connection } = route.useSearch();
  const navigate = route.useNavigate();
  // Here, and not in its step: the connection is gone when it is done.
  const finish = useChange('POST /api/connect/:connection/finish');
  const finished = finish.data?.ok === true ? finish.data.value : undefined;
  const begun = ({ id }: ConnectionView): void => void navigate({ search: { connection: id } });
  return (
    <Page
      title="Connect Amazon"
      lead="From the consent at Amazon to an integration that runs. Everything is chosen by name."
      crumbs={[{ title: 'Welcome', to: '/welcome' }]}
      actions={connection !== undefined && finished === undefined && <GiveUp connection={connection} />}
    >
      {finished !== undefined ? (
        <FinishedConnection finished={finished} />
      ) : connection === undefined ? (
        <Stack gap="lg">
          <StepsBar steps={stepsOf(undefined)} current="begin" />
          <BeginStep onBegun={begun} />
        </Stack>
      ) : (
        <UnderWay connection={connection} finish={finish} />
      )}
    </Page>
  );
}

function UnderWay({
  connection,
  finish,
}: {
  readonly connection: string;
  readonly finish: FinishChange;
}): ReactElement {
  // The answer of Amazon's page comes to the gateway: this page hears of it by asking.
  const view = useOperation(
    'GET /api/connect/:connection',
    { params: { connection } },
    { every: 1_500, enabled: !finish.isPending },
  );
  if (view.error?.status === 404) return <Forgotten />;
  return (
    <Loaded from={view} height={420}>
      {(one) => <Steps view={one} finish={finish} />}
    </Loaded>
  );
}

function Steps({ view, finish }: { readonly view: ConnectionView; readonly finish: FinishChange }): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  // Where it was when the page was opened: no step goes on before the person does.
  const [first] = useState(() => stepOf(undefined, view));
  const current = stepOf(search.step ?? first, view);
  const go = (step: Step): void => void navigate({ search: { ...search, step } });
  const next = (): void => go(nextOf(current, view));
  return (
    <Stack gap="lg">
      <StepsBar
        steps={stepsOf(view)}
        current={current}
        onChoose={(step) => isReached(step, view) && go(step)}
        isOpen={(step) => isReached(step, view)}
      />
      {current === 'consent' && <ConsentStep view={view} onNext={next} onStep={go} />}
      {current === 'account' && <AccountStep view={view} onNext={next} />}
      {current === 'definitions' && <DefinitionsStep view={view} onNext={next} />}
      {current === 'finish' && <FinishStep view={view} finish={finish} onStep={go} />}
    </Stack>
  );
}

function Forgotten(): ReactElement {
  const navigate = route.useNavigate();
  return (
    <EmptyState
      title="This connection is not there any more"
      action={<Button onClick={() => void navigate({ search: {} })}>Begin again</Button>}
    >
      A connection is kept for half an hour, in the gateway’s memory, and for who began it alone. It also ends when it
      is finished: then the integration is among the others.
    </EmptyState>
  );
}

function GiveUp({ connection }: { readonly connection: string }): ReactElement {
  const navigate = route.useNavigate();
  const giveUp = useChange('DELETE /api/connect/:connection');
  const leave = (): void => void navigate({ search: {} });
  return (
    <Button
      variant="default"
      loading={giveUp.isPending}
      onClick={() => giveUp.mutate({ params: { connection } }, { onSettled: leave })}
    >
      Begin anew
    </Button>
  );
}
