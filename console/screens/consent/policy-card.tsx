import { Alert, Badge, Button, Group, List, Paper, Skeleton, Stack, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { IntegrationView } from '../../../src/admin/api/integrations.ts';
import type { KitView } from '../../../src/admin/api/library.ts';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { IconAlertTriangle } from '../../icons/icons.ts';
import { TextLink } from '../../parts/links.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { sentence } from '../../parts/sentence.ts';
import classes from './consent.module.css';
import { isOfPolicy } from './policy.ts';
import { PolicyRules } from './policy-rules.tsx';
import { RecentCounts } from './recent-counts.tsx';
import { WhereItRuns } from './where-it-runs.tsx';

/** The consent policy of one integration at a glance: as its draft has it, with what is dangerous in it and where it does not run yet. */
export function PolicyCard({
  name,
  kits,
  onEdit,
}: {
  readonly name: string;
  readonly kits: readonly KitView[];
  readonly onEdit: () => void;
}): ReactElement {
  const {
    data: view,
    error,
    refetch,
  } = useOperation('GET /api/integrations/:integration', {
    params: { integration: name },
  });
  const mayEdit = useMay('edit');
  const kit = kits.find((one) => one.name === view?.draft.kit);
  return (
    <Paper p="lg" component="section" aria-label={name}>
      <Group justify="space-between" mb="md">
        <Group gap="sm">
          <Title order={2}>
            <TextLink
              to="/integrations/$integration/connection"
              params={{ integration: name }}
              underline="hover"
              inherit
            >
              {name}
            </TextLink>
          </Title>
          {kit !== undefined && (
            <Badge color={kit.api.carriesConsent ? 'green' : 'yellow'}>
              {kit.api.carriesConsent ? 'carries consent to Amazon' : 'cannot carry a sign of consent'}
            </Badge>
          )}
        </Group>
        {mayEdit && kit !== undefined && (
          <Button size="xs" variant="default" onClick={onEdit} aria-label={`Change the policy of ${name}`}>
            Change the policy
          </Button>
        )}
      </Group>
      <ProblemAlert problem={error} onRetry={() => void refetch()} />
      {view !== undefined && kit !== undefined ? (
        <Contents view={view} kit={kit} />
      ) : (
        error === null && <Skeleton height={240} />
      )}
    </Paper>
  );
}

function Contents({ view, kit }: { readonly view: IntegrationView; readonly kit: KitView }): ReactElement {
  const reasons = view.health.reasons.filter(
    ({ code, path }) => WARNINGS.has(code) || (path[0] === 'parameters' && isOfPolicy(path[1])),
  );
  return (
    <Stack gap="md">
      {reasons.length > 0 && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />} title="To be looked at">
          <List size="sm" spacing={4}>
            {reasons.map(({ code, path, message }) => (
              <List.Item key={`${code} ${path.join('.')}`}>
                <b>{path.at(-1)}</b>: {sentence(message)}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <div className={classes.card}>
        <PolicyRules content={view.draft} kit={kit} />
        <RecentCounts integration={view.name} />
      </div>
      <WhereItRuns view={view} kit={kit} />
    </Stack>
  );
}

/** What the gateway warns of by these codes is about consent, wherever it stands (src/config/warnings.ts). */
const WARNINGS: ReadonlySet<string> = new Set(['consent_left_behind', 'consent_not_asked', 'country_assumed']);
