import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { Code } from '../../parts/code.tsx';
import { Page } from '../../parts/page.tsx';

/** How to begin with the sandbox. */
export function SandboxScreen(): ReactElement {
  return (
    <Page
      title="Try it with the sandbox"
      lead="The demo runs beside this gateway and leaves it as it is."
      crumbs={[{ title: 'Welcome', to: '/welcome' }]}
    >
      <Stack gap="lg">
        <Paper p="lg">
          <Title order={2} mb="xs">
            Start the demo in a terminal
          </Title>
          <Text mb="sm">
            It starts a stand-in for Amazon, a gateway of its own on free ports and a shop whose visitors buy, and says
            where each of them is.
          </Text>
          <Code text="dspatch demo --port 0 --admin-port 0 --sandbox-port 0" what="the command" />
        </Paper>
        <Paper p="lg">
          <Title order={2} mb="xs">
            Or have the stand-in for Amazon alone
          </Title>
          <Text mb="sm">
            An integration of this gateway may send to it instead of to Amazon, when server.allowUpstreams lists its
            address.
          </Text>
          <Code text="dspatch sandbox" what="the command" />
        </Paper>
      </Stack>
    </Page>
  );
}
