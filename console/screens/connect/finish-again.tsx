import { Button, NativeSelect, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { ConnectionView } from '../../../src/admin/api/connect.ts';
import { lookAt, useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { FindingAlert } from './findings.tsx';
import type { FinishChange } from './finish-step.tsx';
import { StepPanel } from './step-panel.tsx';

/** No name of a pipeline: it has spaces. */
const NONE_YET = 'none yet';

/** Keeps what an integration was connected with again. What runs with its token in the vault goes on by the new one, without a deployment. */
export function FinishAgain({
  view,
  integration,
  problems,
  finish,
}: {
  readonly view: ConnectionView;
  readonly integration: string;
  /** How many the check has found. */
  readonly problems: number;
  readonly finish: FinishChange;
}): ReactElement {
  const { data } = useOperation('GET /api/integrations/:integration', { params: { integration } });
  const mayDeploy = useMay('deploy');
  const live = data?.live ?? [];
  const revisions = useQueries({
    queries: live.map(({ revision }) =>
      lookAt('GET /api/integrations/:integration/revisions/:revision', { params: { integration, revision } }),
    ),
  });
  const runs = (isByVault: boolean): readonly string[] =>
    live
      .filter((_, i) => {
        const found = revisions[i]?.data;
        return found !== undefined && (found.parameters.REFRESH_TOKEN === 'vault:') === isByVault;
      })
      .map(({ pipeline }) => pipeline);
  const [atOnce, later] = [runs(true), runs(false)];
  const [chosen, setChosen] = useState<string>();
  const pipeline = chosen ?? later[0] ?? NONE_YET;
  const keep = (): void =>
    finish.mutate({
      params: { connection: view.id },
      body: { integration, deploy: mayDeploy, ...(pipeline === NONE_YET ? {} : { pipeline }) },
    });
  return (
    <StepPanel title={`The new connection of ${integration}`}>
      <Stack>
        <ProblemAlert problem={finish.error} />
        <FindingAlert finding={finish.data?.ok === false ? finish.data.finding : undefined} />
        <Text>
          The new token takes the place of the old one in the vault.{' '}
          {atOnce.length > 0 && `${atOnce.join(', ')} ${atOnce.length === 1 ? 'sends' : 'send'} by it at once.`}
        </Text>
        {later.length > 0 && (
          <NativeSelect
            label={mayDeploy ? 'Deploy it in' : 'Put it into the draft of'}
            description={`What runs in ${later.join(', ')} does not have its token in the vault, and goes on by the old one until the new revision is deployed.`}
            data={[...later.map((name) => ({ value: name, label: name })), { value: NONE_YET, label: 'None yet' }]}
            value={pipeline}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
        {problems > 0 && (
          <Text fw={600}>
            The check found {problems === 1 ? 'a problem' : `${problems} problems`}: better mend that first.
          </Text>
        )}
        <div>
          <Button
            {...(problems > 0 ? { color: 'red.8' } : {})}
            loading={finish.isPending}
            disabled={data === undefined}
            onClick={keep}
          >
            {problems > 0 ? 'Keep it all the same' : 'Keep the new connection'}
          </Button>
        </div>
      </Stack>
    </StepPanel>
  );
}
