import { Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { Section } from '../../parts/section.tsx';
import { OpenAlerts } from './open-alerts.tsx';
import { PastAlerts } from './past-alerts.tsx';
import { RulesForm } from './rules-form.tsx';
import { Webhooks } from './webhooks.tsx';

/** What is not right just now and what was, what is watched, and who is told. */
export function AlertsScreen(): ReactElement {
  const rules = useOperation('GET /api/alerts/rules', {});
  return (
    <Page
      title="Alerts"
      lead="Everything is looked at once a minute. What is not right is told here, and in your chat."
    >
      <Stack gap="xl">
        <OpenAlerts rules={rules.data} />
        <PastAlerts kinds={rules.data?.kinds ?? []} />
        <Webhooks />
        <Section title="What is watched" lead="A change counts from the next minute on.">
          <Loaded from={rules} height={900}>
            {(view) => <RulesForm view={view} onReload={() => void rules.refetch()} />}
          </Loaded>
        </Section>
      </Stack>
    </Page>
  );
}
