import { List, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { Code } from '../../parts/code.tsx';
import { Page } from '../../parts/page.tsx';

/** What connecting to Amazon takes, and how to begin. */
export function ConnectScreen(): ReactElement {
  return (
    <Page
      title="Connect Amazon"
      lead="From the consent at Amazon to an integration that runs."
      crumbs={[{ title: 'Welcome', to: '/welcome' }]}
    >
      <Stack gap="lg">
        <Paper p="lg">
          <Title order={2} mb="xs">
            Have these at hand
          </Title>
          <List spacing={6}>
            <List.Item>The client id and the client secret of a Login with Amazon security profile</List.Item>
            <List.Item>
              The redirect address that is registered with it, which is this gateway’s <code>/connect/callback</code>
            </List.Item>
            <List.Item>An account at Amazon that may view and edit events of the advertiser</List.Item>
          </List>
        </Paper>
        <Paper p="lg">
          <Title order={2} mb="xs">
            Begin in a terminal
          </Title>
          <Text mb="sm">
            It asks for what it needs step by step, and the result is here under Integrations and Pipelines.
          </Text>
          <Code text="dspatch connect" what="the command" />
        </Paper>
      </Stack>
    </Page>
  );
}
