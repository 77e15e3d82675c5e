import { Anchor, Button, List, NativeSelect, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactElement } from 'react';
import type { BeginBody, ConnectionView } from '../../../src/admin/api/connect.ts';
import { useChange, useOperation } from '../../api/queries.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { StepPanel } from './step-panel.tsx';

const REGIONS: readonly { readonly value: BeginBody['region']; readonly title: string; readonly of: string }[] = [
  { value: 'NA', title: 'North America', of: 'United States, Canada, Mexico, Brazil' },
  { value: 'EU', title: 'Europe', of: 'the UK, Germany, France, Italy, Spain and others; also India, the UAE, Turkey' },
  { value: 'FE', title: 'Far East', of: 'Japan, Australia, Singapore' },
];
const SANDBOX = 'sandbox';

interface Values {
  readonly kit: string;
  readonly where: BeginBody['region'] | typeof SANDBOX;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The client of Login with Amazon, and the region; or the sandbox in Amazon's place. */
export function BeginStep({ onBegun }: { readonly onBegun: (view: ConnectionView) => void }): ReactElement {
  const { data: demo } = useOperation('GET /api/demo', {});
  const { data: library } = useOperation('GET /api/kits', {});
  const begin = useChange('POST /api/connect');
  const form = useForm<Values>({
    initialValues: { kit: 'amazon-dsp-capi', where: 'NA', clientId: '', clientSecret: '' },
  });
  const { kit, where } = form.values;
  const sandboxUrl = demo?.sandboxUrl;
  const submit = form.onSubmit((values) =>
    begin.mutate(
      { body: bodyOf(values, sandboxUrl) },
      { onSuccess: onBegun, onError: (problem) => form.setErrors(problemsAtFields(problem)) },
    ),
  );
  const kits = library?.kits ?? [];
  return (
    <StepPanel title="Who asks, and where" lead="The client is your security profile at Login with Amazon.">
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={begin.error} shown={['clientId', 'clientSecret']} />
          <Radio.Group label="Where is the advertiser at home?" {...form.getInputProps('where')}>
            <Stack gap="xs" mt="xs">
              {REGIONS.map(({ value, title, of }) => (
                <Radio key={value} value={value} label={title} description={of} />
              ))}
              {sandboxUrl !== undefined && (
                <Radio
                  value={SANDBOX}
                  label="Sandbox"
                  description="The stand-in for Amazon that the demo runs: the whole way, without an account"
                />
              )}
            </Stack>
          </Radio.Group>
          <NativeSelect
            label="Kit"
            description={kits.find(({ name }) => name === kit)?.description}
            data={kits.map(({ name, title }) => ({ value: name, label: title }))}
            {...form.getInputProps('kit')}
          />
          {where === SANDBOX ? (
            <Text c="dimmed">The sandbox takes any client: a made-up one is used, and there is nothing to type.</Text>
          ) : (
            <>
              <TextInput
                {...{ label: 'Client id', placeholder: 'amzn1.application-oa2-client.…', autoComplete: 'off' }}
                {...{ required: true, withAsterisk: false }}
                {...form.getInputProps('clientId')}
              />
              <PasswordInput
                {...{ label: 'Client secret', autoComplete: 'off', required: true, withAsterisk: false }}
                description="It goes to the gateway, is never shown again, and ends up sealed in its vault."
                visibilityToggleButtonProps={{ 'aria-label': 'Show the secret' }}
                {...form.getInputProps('clientSecret')}
              />
              <Before />
            </>
          )}
          <div>
            <Button type="submit" loading={begin.isPending}>
              Go on to the consent
            </Button>
          </div>
        </Stack>
      </form>
    </StepPanel>
  );
}

function Before(): ReactElement {
  return (
    <div>
      <Text fw={550}>What Amazon asks for before</Text>
      <List size="sm" spacing={4} mt={4}>
        <List.Item>
          A self-service DSP advertiser: manager and managed-service accounts cannot import conversions.
        </List.Item>
        <List.Item>A user of it with “Events Manager: view and edit”.</List.Item>
        <List.Item>The terms of the Ads Data Manager, accepted once by an administrator of the advertiser.</List.Item>
        <List.Item>
          A security profile in the{' '}
          <Anchor
            href="https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html"
            target="_blank"
            rel="noreferrer"
          >
            Amazon Developer Console
          </Anchor>
          , approved for the Amazon Ads API.
        </List.Item>
      </List>
    </div>
  );
}

/** A sandbox plays all regions, each under its own path, and takes any client. */
function bodyOf({ kit, where, clientId, clientSecret }: Values, sandboxUrl: string | undefined): BeginBody {
  if (where !== SANDBOX) return { kit, region: where, clientId, clientSecret };
  return {
    ...{ kit, region: 'NA', clientId: 'amzn1.application-oa2-client.sandbox', clientSecret: 'none-is-needed' },
    ...{ baseUrl: `${sandboxUrl}/na`, loginUrl: `${sandboxUrl}/auth/o2/token`, authorizeUrl: `${sandboxUrl}/ap/oa` },
  };
}
