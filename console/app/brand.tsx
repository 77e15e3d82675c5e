import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { TextLink } from '../parts/links.tsx';

/** The mark and the name: the way home. */
export function Brand(): ReactElement {
  return (
    <TextLink to="/" underline="never" c="inherit" preload={false}>
      <Group gap={8} wrap="nowrap">
        <Mark />
        <Text span fw={680} size="lg" lts="-0.01em">
          dspatch
        </Text>
      </Group>
    </TextLink>
  );
}

/** The mark: what comes in is handed on. */
export function Mark({ size = 24 }: { readonly size?: number }): ReactElement {
  return <img src="/favicon.svg" width={size} height={size} alt="" />;
}
