import { Button, Group } from '@mantine/core';
import type { ReactElement } from 'react';

/** Leads through what the gateway gives in pages, newest first. `pages`: where each begins that was seen; `next`: where the one after begins. */
export function Pager<Place>({
  pages,
  next,
  onPages,
}: {
  readonly pages: readonly (Place | undefined)[];
  readonly next: Place | undefined;
  readonly onPages: (pages: readonly (Place | undefined)[]) => void;
}): ReactElement | null {
  if (pages.length === 1 && next === undefined) return null;
  return (
    <Group>
      {pages.length > 1 && (
        <Button variant="default" onClick={() => onPages(pages.slice(0, -1))}>
          Newer
        </Button>
      )}
      {next !== undefined && (
        <Button variant="default" onClick={() => onPages([...pages, next])}>
          Older
        </Button>
      )}
    </Group>
  );
}
