import { Badge, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { KitView } from '../../../src/admin/api/library.ts';
import { useOperation } from '../../api/queries.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Num } from '../../parts/num.tsx';
import { Page } from '../../parts/page.tsx';

/** The kits: what an integration begins from. */
export function LibraryScreen(): ReactElement {
  const kits = useOperation('GET /api/kits', {});
  return (
    <Page title="Library" lead="The kits that an integration begins from, each with a whole playbook.">
      <Loaded from={kits} height={220}>
        {({ kits }) => (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {kits.map((kit) => (
              <Kit key={kit.name} kit={kit} />
            ))}
          </SimpleGrid>
        )}
      </Loaded>
    </Page>
  );
}

function Kit({ kit: { name, title, description, api, outputKeys } }: { readonly kit: KitView }): ReactElement {
  return (
    <Paper p="lg">
      <Group justify="space-between" mb="xs">
        <Title order={2}>{title}</Title>
        <Badge color="gray">{name}</Badge>
      </Group>
      <Text mb="sm">{description}</Text>
      <Text size="sm" c="dimmed">
        {api.title}: <Num n={outputKeys.length} /> output keys, up to <Num n={api.maxItems} /> conversions in a request,
        not older than <Num n={api.maxAgeDays} /> days.
      </Text>
    </Paper>
  );
}
