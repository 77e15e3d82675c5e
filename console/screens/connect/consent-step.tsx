import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactElement, useState } from 'react';
import type { ConnectionView, Finding } from '../../../src/admin/api/connect.ts';
import { useChange } from '../../api/queries.ts';
import { IconExternalLink, IconHourglass } from '../../icons/icons.ts';
import { Code } from '../../parts/code.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import { FindingAlert, Findings } from './findings.tsx';
import { StepPanel } from './step-panel.tsx';
import { isReached, type Step } from './steps.ts';

/** The consent: asked for on Amazon's page, which sends the browser back to the gateway; or the address it ended up at, pasted. */
export function ConsentStep({
  view,
  onNext,
  onStep,
}: {
  readonly view: ConnectionView;
  readonly onNext: () => void;
  readonly onStep: (step: Step) => void;
}): ReactElement {
  const { consent } = view;
  // What is connected again has the rest.
  const isRestKnown = view.integration !== undefined && isReached('finish', view);
  if (consent.state === 'given') {
    return (
      <StepPanel title="The consent is given">
        <Text>
          Amazon gave it <When at={consent.at} as="ago" />. It lasts for a year, and the gateway tells you in time.
        </Text>
        <Findings findings={[consent.scope]} />
        <Group>
          {isRestKnown && <Button onClick={() => onStep('finish')}>Go on to the check</Button>}
          <Button {...(isRestKnown ? { variant: 'default' } : {})} onClick={onNext}>
            {isRestKnown ? 'Choose another advertiser' : 'Go on to the advertiser'}
          </Button>
          <AskAgain view={view} />
        </Group>
      </StepPanel>
    );
  }
  if (consent.state === 'refused') {
    return (
      <StepPanel title="The consent was not given">
        <FindingAlert finding={consent.finding} />
        <div>
          <AskAgain view={view} isFirst />
        </div>
      </StepPanel>
    );
  }
  return (
    <StepPanel
      title="Consent at Amazon"
      lead="Amazon asks you there whether this client may manage campaigns and events for you. Come back here afterwards: this page goes on by itself."
    >
      <FindingAlert finding={consent.finding} />
      <Group>
        <Button
          component="a"
          href={consent.url}
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink size={16} />}
        >
          Open Amazon’s page
        </Button>
        <Group gap="xs" role="status">
          <IconHourglass size={16} stroke={1.6} aria-hidden />
          <Text c="dimmed">Waiting for Amazon’s answer</Text>
        </Group>
      </Group>
      <div>
        <Text size="sm" mb={6}>
          It sends the browser back to this address, which must stand among the “Allowed Return URLs” of the security
          profile:
        </Text>
        <Code text={consent.redirectUri} what="the redirect address" />
      </div>
      <OtherWays view={view} redirectUri={consent.redirectUri} />
    </StepPanel>
  );
}

/** Where the browser cannot come back to the gateway by itself. */
function OtherWays({
  view,
  redirectUri,
}: {
  readonly view: ConnectionView;
  readonly redirectUri: string;
}): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Stack>
      <div>
        <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          Come back another way
        </Button>
      </div>
      {open && (
        <>
          <Paste view={view} />
          <OtherRedirect view={view} redirectUri={redirectUri} />
        </>
      )}
    </Stack>
  );
}

function Paste({ view: { id } }: { readonly view: ConnectionView }): ReactElement {
  const paste = useChange('POST /api/connect/:connection/redirected');
  const [finding, setFinding] = useState<Finding>();
  const form = useForm({ initialValues: { address: '' } });
  const submit = form.onSubmit(({ address }) =>
    paste.mutate(
      { params: { connection: id }, body: { address } },
      { onSuccess: (answer) => setFinding(answer.ok ? undefined : answer.finding) },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <ProblemAlert problem={paste.error} />
        <FindingAlert finding={finding} />
        <Textarea
          label="The whole address that the browser ended up at"
          description="After “Allow”, copy it from the address bar, even where the page says that it cannot be reached. Its code is good for five minutes."
          {...{ autosize: true, minRows: 2, required: true, withAsterisk: false, autoComplete: 'off' }}
          {...form.getInputProps('address')}
        />
        <div>
          <Button type="submit" variant="default" loading={paste.isPending}>
            Take this address
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function OtherRedirect({
  view: { id },
  redirectUri,
}: {
  readonly view: ConnectionView;
  readonly redirectUri: string;
}): ReactElement {
  const ask = useChange('POST /api/connect/:connection/consent');
  const form = useForm({ initialValues: { redirectUri } });
  const submit = form.onSubmit((body) => ask.mutate({ params: { connection: id }, body }));
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <ProblemAlert problem={ask.error} />
        <TextInput
          label="Another redirect address"
          description="Where Amazon takes no http address for your profile: register any https address of yours, and name it here. The page need not exist."
          {...{ type: 'url', required: true, withAsterisk: false }}
          {...form.getInputProps('redirectUri')}
        />
        <div>
          <Button type="submit" variant="default" loading={ask.isPending}>
            Ask with this address
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function AskAgain({
  view: { id },
  isFirst = false,
}: {
  readonly view: ConnectionView;
  readonly isFirst?: boolean;
}): ReactElement {
  const ask = useChange('POST /api/connect/:connection/consent');
  return (
    <Button
      {...(isFirst ? {} : { variant: 'default' })}
      loading={ask.isPending}
      onClick={() => ask.mutate({ params: { connection: id }, body: {} })}
    >
      Ask for the consent again
    </Button>
  );
}
