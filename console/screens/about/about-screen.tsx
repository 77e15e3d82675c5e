import { Stack, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Status } from '../../../src/admin/api/gateway.ts';
import { useOperation } from '../../api/queries.ts';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';
import { When } from '../../parts/when.tsx';

/** Which dspatch this is, and what its promises rest on. */
export function AboutScreen(): ReactElement {
  const status = useOperation('GET /api/status', {});
  return (
    <Page title="About" lead="Which dspatch this is, and what its promises rest on.">
      <Loaded from={status} height={520}>
        {(status) => <Settings status={status} />}
      </Loaded>
    </Page>
  );
}

function Settings({ status: { version, startedAt, ingest, queue } }: { readonly status: Status }): ReactElement {
  return (
    <Stack gap="xl">
      <Facts
        of={[
          ['Version', version],
          ['Running since', <When key="since" at={startedAt} />],
          ['Takes events at', ingest.url],
          ['Taking events', ingest.open ? 'yes' : `no: ${ingest.why}`],
        ]}
      />
      <section>
        <Title order={2}>Durability in force</Title>
        <Text c="dimmed" mb="sm">
          As read back from the store when the gateway started, not as it was asked for.
        </Text>
        <Facts
          of={[
            ['A stored event survives', queue.durability],
            ['Journal', queue.journalMode],
            ['Synchronous', queue.synchronous],
            ['SQLite', queue.sqliteVersion],
            ['On disk', <Num key="bytes" n={queue.bytes} as="bytes" />],
          ]}
        />
      </section>
    </Stack>
  );
}
