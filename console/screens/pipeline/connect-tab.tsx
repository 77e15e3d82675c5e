import { Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { Arrival } from './arrival.tsx';
import { Snippets } from './snippets.tsx';
import { WriteKeys } from './write-keys.tsx';

/** How a site or a program sends its events here: whether any came, what to put where, and the write keys. */
export function ConnectTab(): ReactElement {
  return (
    <Stack gap="xl">
      <Arrival />
      <Snippets />
      <WriteKeys />
    </Stack>
  );
}
