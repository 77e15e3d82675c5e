import { Paper, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { Deployment } from '../../../src/catalog/model.ts';
import { useLoaded, useOperation } from '../../api/queries.ts';
import { IconRocket } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Section } from '../../parts/section.tsx';
import { DeploymentEntry } from './deployment-entry.tsx';
import classes from './pipeline.module.css';
import { RollbackDialog } from './rollback-dialog.tsx';

const route = getRouteApi('/shell/pipelines/$pipeline');
const PAGE = 20;

/** What was deployed when and by whom, the newest first; each can be compared with what runs, and brought back. */
export function DeploymentsTab(): ReactElement {
  const { pipeline } = route.useParams();
  const { live } = useLoaded('GET /api/pipelines/:pipeline', { params: { pipeline } });
  const [pages, setPages] = useState<readonly (number | undefined)[]>([undefined]);
  const [target, setTarget] = useState<Deployment>();
  const after = pages.at(-1);
  const found = useOperation('GET /api/pipelines/:pipeline/deployments', {
    ...{ params: { pipeline }, query: { limit: PAGE, ...(after === undefined ? {} : { after }) } },
  });
  return (
    <Section
      title="Deployments"
      lead="What ran when. A rollback is a deployment of its own, and can be rolled back, too."
    >
      <Loaded from={found} height={360}>
        {({ items, next }) => (
          <Stack>
            {items.length === 0 ? (
              <EmptyState title="Nothing was deployed yet" icon={<IconRocket size={22} stroke={1.6} />}>
                Attach an integration, review the draft and deploy it: from then on events go that way.
              </EmptyState>
            ) : (
              <Paper component="ul" className={classes.list ?? ''} aria-label="Deployments">
                {items.map((one) => (
                  <li key={one.number}>
                    <DeploymentEntry
                      deployment={one}
                      isLive={one.number === live?.number}
                      onRollback={() => setTarget(one)}
                    />
                  </li>
                ))}
              </Paper>
            )}
            <Pager pages={pages} next={next === undefined ? undefined : Number(next)} onPages={setPages} />
          </Stack>
        )}
      </Loaded>
      {target !== undefined && <RollbackDialog to={target} onClose={() => setTarget(undefined)} />}
    </Section>
  );
}
