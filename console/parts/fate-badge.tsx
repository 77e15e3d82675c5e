import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Fate } from '../../src/ledger/ledger.ts';

const COLOURS: Readonly<Record<Fate, string>> = { waiting: 'blue', delivered: 'green', dropped: 'gray', dead: 'red' };

/** All there are, for choices in forms. */
export const FATES: readonly Fate[] = Object.keys(COLOURS) as Fate[];

/** What became of an event. */
export function FateBadge({ fate }: { readonly fate: Fate }): ReactElement {
  return (
    <Badge color={COLOURS[fate]} miw="max-content">
      {fate}
    </Badge>
  );
}
