import { Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** A part of the page, with what it is about. */
export function Section({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section>
      <Title order={2}>{title}</Title>
      <Text c="dimmed" mb="sm">
        {lead}
      </Text>
      {children}
    </section>
  );
}
