import { Badge, Group, List, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactElement } from 'react';
import type { AlertView, RulesView } from '../../../src/admin/api/alerts.ts';
import { useOperation } from '../../api/queries.ts';
import { parseSearch } from '../../app/search.ts';
import { IconCheck } from '../../icons/icons.ts';
import { subjectOf } from '../../parts/alert-subject.ts';
import { TextLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import classes from './alerts.module.css';

/** What is not right just now: what happened, and what to do. */
export function OpenAlerts({ rules }: { readonly rules: RulesView | undefined }): ReactElement {
  const found = useOperation('GET /api/alerts', { query: { state: 'open', limit: 200 } }, { every: 10_000 });
  return (
    <Section title="Open">
      <Loaded from={found} height={220}>
        {({ items }) =>
          items.length === 0 ? (
            <AllIsWell rules={rules} />
          ) : (
            <Stack gap="sm" role="list" aria-label="Open alerts">
              {items.map((alert) => (
                <OpenAlert key={alert.id} alert={alert} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  );
}

function OpenAlert({ alert }: { readonly alert: AlertView }): ReactElement {
  const { title, since, says, mend, path } = alert;
  const subject = subjectOf(alert);
  const { pathname, search } = new URL(path, window.location.origin);
  return (
    <Paper p="md" role="listitem" className={classes.open ?? ''}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={600}>{title}</Text>
          {subject !== '' && <Badge color="gray">{subject}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          began <When at={since} as="ago" />
        </Text>
      </Group>
      <Text mt={6} className={classes.words ?? ''}>
        {says}
      </Text>
      <Text mt={6} c="dimmed">
        {mend}{' '}
        <TextLink to={pathname as '/'} search={parseSearch(search) as never}>
          Go there
          <span className="unseen"> for: {title}</span>
        </TextLink>
      </Text>
    </Paper>
  );
}

/** Says what would be told. */
function AllIsWell({ rules }: { readonly rules: RulesView | undefined }): ReactElement {
  const watched = rules?.kinds.filter(({ kind }) => rules.rules[kind].on) ?? [];
  return (
    <Paper p="md">
      <Group gap="md" align="flex-start" wrap="nowrap">
        <ThemeIcon variant="light" size={36} radius="xl">
          <IconCheck size={20} stroke={1.8} />
        </ThemeIcon>
        <div>
          <Text fw={600}>No alert is open</Text>
          <Text size="sm" c="dimmed">
            {watched.length === 0 ? 'Nothing is watched: every rule below is off.' : 'You are told when:'}
          </Text>
          <List size="sm" mt={4} c="dimmed" className={classes.watched ?? ''}>
            {watched.map(({ kind, title }) => (
              <List.Item key={kind}>{title}</List.Item>
            ))}
          </List>
        </div>
      </Group>
    </Paper>
  );
}
