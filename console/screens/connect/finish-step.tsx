import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { ConnectionView } from '../../../src/admin/api/connect.ts';
import { type Answer, call } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { type useChange, useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { problemsAtFields } from '../../parts/form-problems.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { FindingAlert, Findings } from './findings.tsx';
import { FinishAgain } from './finish-again.tsx';
import { StepPanel } from './step-panel.tsx';
import type { Step } from './steps.ts';

/** The change that finishes a connection. */
export type FinishChange = ReturnType<typeof useChange<'POST /api/connect/:connection/finish'>>;

const CHECK = 'POST /api/connect/:connection/check';

/** The check of the whole, and what is to be made of it. */
export function FinishStep({
  view,
  finish,
  onStep,
}: {
  readonly view: ConnectionView;
  readonly finish: FinishChange;
  readonly onStep: (step: Step) => void;
}): ReactElement {
  // It asks Amazon a dozen questions and changes nothing: done once, and again when it is asked for.
  const check = useQuery<Answer<typeof CHECK>, ApiProblem>({
    queryKey: [CHECK, view.id, view.advertiserId, view.definitions],
    queryFn: ({ signal }) => call(CHECK, { params: { connection: view.id } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const bad = check.data?.findings.filter(({ level }) => level === 'problem').length ?? 0;
  return (
    <Stack gap="lg">
      <StepPanel
        title="The check"
        lead="The whole connection as delivery will use it. No conversion is sent: what only the first one can tell is marked with a question mark."
      >
        <Loaded from={check} height={260}>
          {({ findings }) => <Findings findings={findings} />}
        </Loaded>
        <Group>
          <Button variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
            Check again
          </Button>
          {bad > 0 && view.needsDefinitions && (
            <Button variant="subtle" onClick={() => onStep('definitions')}>
              Change the definitions
            </Button>
          )}
        </Group>
      </StepPanel>
      {check.data !== undefined &&
        (view.integration === undefined ? (
          <NameForm view={view} problems={bad} finish={finish} />
        ) : (
          <FinishAgain view={view} integration={view.integration} problems={bad} finish={finish} />
        ))}
    </Stack>
  );
}

/** No names: these have spaces. */
const A_NEW_ONE = 'a new one';
const NONE_YET = 'none yet';

function NameForm({
  view,
  problems,
  finish,
}: {
  readonly view: ConnectionView;
  readonly problems: number;
  readonly finish: FinishChange;
}): ReactElement {
  const { data: integrations } = useOperation('GET /api/integrations', {});
  const { data: pipelines } = useOperation('GET /api/pipelines', {});
  const mayDeploy = useMay('deploy');
  const form = useForm({
    initialValues: {
      ...{ integration: `amazon-${view.region.toLowerCase()}`, dataSetName: 'Default_Events' },
      ...{ pipeline: A_NEW_ONE, newPipeline: 'web', deploy: mayDeploy },
    },
  });
  const { integration, pipeline, deploy } = form.values;
  const exists = integrations?.integrations.some(({ name }) => name === integration) ?? false;
  const names = pipelines?.pipelines.map(({ name }) => name) ?? [];
  const submit = form.onSubmit(({ dataSetName, newPipeline, ...values }) => {
    const chosen = pipeline === A_NEW_ONE ? newPipeline : pipeline;
    const body = {
      ...{ integration: values.integration, deploy: values.deploy },
      ...(view.needsDefinitions ? {} : { dataSetName }),
      ...(chosen === NONE_YET ? {} : { pipeline: chosen }),
    };
    finish.mutate(
      { params: { connection: view.id }, body },
      {
        onError: (problem) => form.setErrors(problemsAtFields(problem)),
      },
    );
  });
  return (
    <StepPanel title="What is to be made of it">
      <form onSubmit={submit}>
        <Stack>
          <ProblemAlert problem={finish.error} shown={['integration']} />
          <FindingAlert finding={finish.data?.ok === false ? finish.data.finding : undefined} />
          <TextInput
            label="Name of the integration"
            description={
              exists
                ? 'There is one of this name: it gets a new revision, and its parameters stay as they are.'
                : 'Letters, digits, ".", "_" and "-".'
            }
            {...{ required: true, withAsterisk: false }}
            {...form.getInputProps('integration')}
          />
          {!view.needsDefinitions && (
            <TextInput
              label="Data set"
              description="Events are filed under it at Amazon."
              {...{ required: true, withAsterisk: false }}
              {...form.getInputProps('dataSetName')}
            />
          )}
          <NativeSelect
            label="Pipeline that runs it"
            description="A pipeline takes the events of one shop or app, by its write keys."
            data={[
              { value: A_NEW_ONE, label: 'A new pipeline' },
              ...names.map((name) => ({ value: name, label: name })),
              { value: NONE_YET, label: 'None yet' },
            ]}
            {...form.getInputProps('pipeline')}
          />
          {pipeline === A_NEW_ONE && (
            <TextInput
              label="Name of the new pipeline"
              error={names.includes(form.values.newPipeline) && 'There is a pipeline of this name: choose it above.'}
              {...{ required: true, withAsterisk: false }}
              value={form.values.newPipeline}
              onChange={({ currentTarget }) => form.setFieldValue('newPipeline', currentTarget.value)}
            />
          )}
          {pipeline !== NONE_YET &&
            (mayDeploy ? (
              <Checkbox
                label="Deploy it at once"
                description="Else it is attached in the pipeline’s draft."
                {...form.getInputProps('deploy', { type: 'checkbox' })}
              />
            ) : (
              <Text c="dimmed">Your role may not deploy: it is attached in the pipeline’s draft.</Text>
            ))}
          {problems > 0 && (
            <Title order={3}>
              The check found {problems === 1 ? 'a problem' : `${problems} problems`}: better mend that first.
            </Title>
          )}
          <div>
            <Button
              type="submit"
              {...(problems > 0 ? { color: 'red.8' } : {})}
              loading={finish.isPending}
              disabled={pipeline === A_NEW_ONE && names.includes(form.values.newPipeline)}
            >
              {problems > 0 ? 'Go on all the same' : deploy && pipeline !== NONE_YET ? 'Make and deploy' : 'Make it'}
            </Button>
          </div>
        </Stack>
      </form>
    </StepPanel>
  );
}
