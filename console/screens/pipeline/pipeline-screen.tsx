import { Badge, Skeleton } from '@mantine/core';
import { getRouteApi, type LinkProps, Outlet, useMatch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { PipelineView } from '../../../src/admin/api/pipelines.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconRocket } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { HealthBadge } from '../../parts/health-badge.tsx';
import { ButtonLink, NavigationLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { When } from '../../parts/when.tsx';
import classes from './pipeline.module.css';
import { PipelineMenu } from './pipeline-menu.tsx';

const route = getRouteApi('/shell/pipelines/$pipeline');

const TABS: readonly { readonly title: string; readonly to: NonNullable<LinkProps['to']> }[] = [
  { title: 'Connect your site', to: '/pipelines/$pipeline/connect' },
  { title: 'Integrations', to: '/pipelines/$pipeline/integrations' },
  { title: 'Variables', to: '/pipelines/$pipeline/variables' },
  { title: 'Deployments', to: '/pipelines/$pipeline/deployments' },
];

/** A pipeline: what runs and whether the draft differs, above its tabs. */
export function PipelineScreen(): ReactElement {
  const { pipeline } = route.useParams();
  const { data, error, refetch } = useOperation('GET /api/pipelines/:pipeline', { params: { pipeline } });
  const isGone = error?.code === 'not_found';
  return (
    <Page
      title={pipeline}
      crumbs={[{ title: 'Pipelines', to: '/pipelines' }]}
      beside={data && !isGone && <State view={data} />}
      lead={isGone ? undefined : data === undefined ? ' ' : <Runs live={data.live} />}
      actions={data && !isGone && <Actions view={data} />}
    >
      {isGone ? (
        <EmptyState title="There is no such pipeline" action={<ButtonLink to="/pipelines">All pipelines</ButtonLink>}>
          It was deleted, or its name was mistyped.
        </EmptyState>
      ) : (
        <>
          <nav className={classes.tabs} aria-label={`Pipeline ${pipeline}`}>
            {TABS.map(({ title, to }) => (
              <NavigationLink
                key={to}
                to={to}
                params={{ pipeline } as never}
                label={title}
                activeProps={{ 'data-active': true }}
                className={classes.tab ?? ''}
              />
            ))}
          </nav>
          <ProblemAlert problem={error} onRetry={() => void refetch()} />
          {data !== undefined ? <Outlet /> : error === null && <Skeleton height={420} radius="lg" />}
        </>
      )}
    </Page>
  );
}

function State({ view: { health, changed } }: { readonly view: PipelineView }): ReactElement {
  return (
    <>
      <HealthBadge health={health} />
      {changed && <Badge color="blue">draft not deployed</Badge>}
    </>
  );
}

function Runs({ live }: Pick<PipelineView, 'live'>): ReactElement {
  if (live === undefined) {
    return <>Nothing is deployed yet: its events come in, and are dropped. Attach an integration and deploy.</>;
  }
  return (
    <>
      Runs deployment {live.number}, by {live.author.name}, <When at={live.at} as="ago" />.
    </>
  );
}

function Actions({ view }: { readonly view: PipelineView }): ReactElement {
  const mayDeploy = useMay('deploy');
  const isReviewed = useMatch({ from: '/shell/pipelines/$pipeline/deploy', shouldThrow: false }) !== undefined;
  return (
    <>
      {view.changed && !isReviewed && (
        <ButtonLink
          to="/pipelines/$pipeline/deploy"
          params={{ pipeline: view.name }}
          leftSection={<IconRocket size={16} stroke={1.6} />}
          variant={mayDeploy ? 'filled' : 'default'}
        >
          {mayDeploy ? 'Review and deploy' : 'Review the draft'}
        </ButtonLink>
      )}
      {mayDeploy && <PipelineMenu view={view} />}
    </>
  );
}
