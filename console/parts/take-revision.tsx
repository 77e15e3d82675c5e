import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { call } from '../api/client.ts';
import { useChange } from '../api/queries.ts';
import { notifyProblem } from './notify.ts';

/** Brings a revision into the draft of a pipeline that runs another, and leads to where that is looked at and deployed. */
export function TakeRevision({
  pipeline,
  integration,
  revision,
}: {
  readonly pipeline: string;
  readonly integration: string;
  readonly revision: number;
}): ReactElement {
  const navigate = useNavigate();
  const put = useChange('PUT /api/pipelines/:pipeline');
  const [isBusy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    setBusy(true);
    try {
      const { draft, version } = await call('GET /api/pipelines/:pipeline', { params: { pipeline } });
      const found = draft.integrations.find((one) => one.integration === integration);
      const taken = { integration, revision };
      const integrations =
        found === undefined
          ? [...draft.integrations, taken]
          : draft.integrations.map((one) => (one === found ? taken : one));
      if (found?.revision !== revision) {
        await put.mutateAsync({ params: { pipeline }, body: { ...draft, integrations }, version });
      }
      await navigate({ to: '/pipelines/$pipeline/deploy', params: { pipeline } });
    } catch (error) {
      notifyProblem(error);
      setBusy(false);
    }
  };
  return (
    <Button size="compact-sm" variant="light" loading={isBusy} onClick={() => void take()}>
      Take revision {revision} to {pipeline}, and deploy
    </Button>
  );
}
