import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useChange, useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconPlugConnectedX } from '../../icons/icons.ts';
import { ConsentAge } from '../../parts/consent-age.tsx';
import { TextLink } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { sentence } from '../../parts/sentence.ts';
import { useDraft } from './draft.ts';

/** What is known of the token that an integration sends by: whether Amazon takes it, and when its consent was given. */
function useToken() {
  const { view } = useDraft();
  const { data } = useOperation('GET /api/status', {}, { every: 10_000 });
  const lanes = data?.integrations.filter(({ name }) => name === view.name) ?? [];
  return {
    consentAt: lanes.find(({ consentAt }) => consentAt !== undefined)?.consentAt,
    // It pauses by itself where Amazon refuses all that is sent: for its token, most of the time.
    refused: lanes.find(({ state, byPerson }) => state === 'paused' && byPerson === false),
    isOld: view.health.reasons.some(({ code }) => code === 'consent_age'),
  };
}

/** On top of the page, where the token is refused or its consent ends soon: what that means, and the way to a new one. */
export function TokenNews(): ReactElement | null {
  const { refused, isOld } = useToken();
  if (refused === undefined && !isOld) return null;
  return (
    <Alert
      color={refused === undefined ? 'yellow' : 'red'}
      variant="light"
      icon={<IconPlugConnectedX />}
      title={refused === undefined ? 'The consent at Amazon is to be given again' : 'Amazon refuses what is sent'}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {refused === undefined
            ? 'Amazon ends a consent after a year. Until then everything goes on, and a new token takes the place of the old one without a pause.'
            : `${sentence(refused.why ?? 'the token is not taken')} Events wait meanwhile. Where the token is the reason, connect the integration again; what waits is sent then.`}
        </Text>
        <ConnectAgain />
      </Stack>
    </Alert>
  );
}

/** Among the parameters: how old the consent is, and the way to give it again. */
export function TokenPanel(): ReactElement {
  const { consentAt } = useToken();
  return (
    <Paper p="md" component="section" aria-label="Consent at Amazon">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={2}>Consent at Amazon</Title>
          <Text size="sm" c="dimmed">
            {consentAt === undefined ? (
              'When it was given is known once it is given here.'
            ) : (
              <ConsentAge at={consentAt} />
            )}
          </Text>
        </div>
        <ConnectAgain />
      </Group>
    </Paper>
  );
}

/** Begins the guided connection for this integration, with the client that it has. */
function ConnectAgain(): ReactElement | null {
  const { view } = useDraft();
  const mayEdit = useMay('edit');
  const navigate = useNavigate();
  const begin = useChange('POST /api/integrations/:integration/connect');
  if (!mayEdit) return null;
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        size="xs"
        variant="default"
        loading={begin.isPending}
        onClick={() =>
          begin.mutate(
            { params: { integration: view.name }, body: {} },
            { onSuccess: ({ id }) => void navigate({ to: '/welcome/connect', search: { connection: id } }) },
          )
        }
      >
        Connect again
      </Button>
      <ProblemAlert problem={begin.error} />
      {begin.error?.code === 'invalid_request' && (
        <Text size="sm">
          Write CLIENT_SECRET into the vault here, or <TextLink to="/welcome/connect">connect it anew</TextLink> under
          its name.
        </Text>
      )}
    </Stack>
  );
}
