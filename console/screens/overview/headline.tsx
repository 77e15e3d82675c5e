import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { DashboardNow } from '../../../src/admin/api/dashboard.ts';
import { Num } from '../../parts/num.tsx';
import { When } from '../../parts/when.tsx';
import { durationText } from './duration.ts';

/** The four figures that are looked at first. */
export function Headline({ dashboard: { totals, now } }: { readonly dashboard: DashboardNow }): ReactElement {
  const { received, duplicates, dropped, delivered, dead, waiting, p50, p95 } = totals;
  const settled = delivered + dead;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Figure title="Received" value={<Num n={received} />}>
        dropped <Num n={dropped} />, duplicates <Num n={duplicates} />
      </Figure>
      <Figure title="Reached Amazon" value={<Num n={delivered} />}>
        {settled > 0 ? (
          <>
            <Num n={delivered / settled} as="share" /> of what was sent
          </>
        ) : (
          'nothing was sent'
        )}
      </Figure>
      <Figure title="Waiting" value={<Num n={waiting} />}>
        {now.oldest === undefined ? (
          'nothing is late'
        ) : (
          <>
            the oldest came <When at={now.oldest} as="ago" />
          </>
        )}
      </Figure>
      <Figure title="Time to Amazon" value={p50 === undefined ? '–' : durationText(p50)}>
        {p95 === undefined ? 'nothing was delivered' : `median; 95% within ${durationText(p95)}`}
      </Figure>
    </SimpleGrid>
  );
}

function Figure({
  title,
  value,
  children,
}: {
  readonly title: string;
  readonly value: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Paper p="md">
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Text component="div" fz="1.625rem" fw={620} lh={1.4}>
        {value}
      </Text>
      <Text component="div" size="sm" c="dimmed">
        {children}
      </Text>
    </Paper>
  );
}
