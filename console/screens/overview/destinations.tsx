import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import type { DestinationStatus, Status } from '../../../src/admin/api/gateway.ts';
import { useChange } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay } from '../../icons/icons.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ConsentAge } from '../../parts/consent-age.tsx';
import { TextLink } from '../../parts/links.tsx';
import { notifyDone, notifyProblem } from '../../parts/notify.ts';
import { Num } from '../../parts/num.tsx';
import { sentence } from '../../parts/sentence.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { When } from '../../parts/when.tsx';

/** How each destination is, why, and the way to hold it or to open it again. */
export function Destinations({
  status: { integrations, unworked },
}: {
  readonly status: Pick<Status, 'integrations' | 'unworked'>;
}): ReactElement {
  const [asked, setAsked] = useState<string>();
  const pause = useChange('POST /api/integrations/:integration/pause');
  const close = (): void => {
    setAsked(undefined);
    pause.reset();
  };
  return (
    <Stack component="section" gap="sm" aria-labelledby="destinations">
      <Title order={2} id="destinations">
        Destinations
      </Title>
      {integrations.length === 0 && (
        <Text c="dimmed">
          No pipeline has an integration: events are dropped. Attach one under{' '}
          <TextLink to="/pipelines">Pipelines</TextLink>.
        </Text>
      )}
      {integrations.map((destination) => (
        <Destination key={destination.lane} destination={destination} onPause={setAsked} />
      ))}
      {unworked.length > 0 && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />} title="Deliveries that nobody sends">
          {unworked.map(({ lane, waiting }) => (
            <Text key={lane} size="sm">
              <Num n={waiting} /> wait for “{lane}”, which no integration has any more. Deploy an integration with these
              settings again, or they expire.
            </Text>
          ))}
        </Alert>
      )}
      <ConfirmDialog
        title={asked === undefined ? undefined : `Pause ${asked}`}
        action="Pause"
        isBusy={pause.isPending}
        problem={pause.error}
        onClose={close}
        onConfirm={() => {
          if (asked === undefined) return;
          const onSuccess = (): void => {
            notifyDone(`${asked} is paused`);
            close();
          };
          pause.mutate({ params: { integration: asked } }, { onSuccess });
        }}
      >
        Nothing more is sent to Amazon until somebody resumes it, in all pipelines that have it. Events still come in
        and wait; those that grow older than Amazon takes are lost.
      </ConfirmDialog>
    </Stack>
  );
}

function Destination({
  destination,
  onPause,
}: {
  readonly destination: DestinationStatus;
  readonly onPause: (integration: string) => void;
}): ReactElement {
  const { name, kit, state, waiting, oldest, inFlight, advertiserId, consentAt } = destination;
  const mayDeploy = useMay('deploy');
  const resume = useChange('POST /api/integrations/:integration/resume');
  const sendAgain = (): void =>
    resume.mutate(
      { params: { integration: name } },
      { onSuccess: () => notifyDone(`${name} is sent to again`), onError: notifyProblem },
    );
  return (
    <Paper p="md" component="article" aria-label={name}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <Group gap="sm">
            <Text fw={600}>{name}</Text>
            <StateBadge state={state} />
          </Group>
          <Text size="sm" c="dimmed">
            {kit}
            {advertiserId !== undefined && `, advertiser ${advertiserId}`}
          </Text>
        </div>
        {mayDeploy && state === 'paused' && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            loading={resume.isPending}
            onClick={sendAgain}
          >
            Resume
          </Button>
        )}
        {mayDeploy && state !== 'paused' && (
          <Button variant="default" size="xs" leftSection={<IconPlayerPause size={14} />} onClick={() => onPause(name)}>
            Pause
          </Button>
        )}
      </Group>
      <Why destination={destination} />
      <Group gap="lg" mt="xs" c="dimmed" fz="sm">
        <span>
          <Num n={waiting} /> waiting
          {oldest !== undefined && (
            <>
              , the oldest came <When at={oldest} as="ago" />
            </>
          )}
        </span>
        {inFlight > 0 && (
          <span>
            <Num n={inFlight} /> on the way
          </span>
        )}
        {consentAt !== undefined && <ConsentAge at={consentAt} />}
      </Group>
    </Paper>
  );
}

/** Why it is not open, and what will be. */
function Why({
  destination: { why, since, until, byPerson },
}: {
  readonly destination: DestinationStatus;
}): ReactElement | null {
  if (why === undefined) return null;
  return (
    <Text size="sm" mt={6}>
      {byPerson === true ? 'Paused by hand.' : sentence(why)}
      {since !== undefined && (
        <>
          {' '}
          Since <When at={since} />.
        </>
      )}
      {byPerson === false && ' Amazon is asked again once a minute, and it opens by itself when it is taken again.'}
      {until !== undefined && (
        <>
          {' '}
          Sent to again <When at={until} as="ago" />.
        </>
      )}
    </Text>
  );
}
