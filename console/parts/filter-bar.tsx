import { Button, SimpleGrid } from '@mantine/core';
import type { FormEventHandler, ReactElement, ReactNode } from 'react';
import classes from './filter-bar.module.css';

/** Fields that say what is shown, for lists that the gateway filters. What they hold belongs into the address when they are sent. */
export function FilterBar({
  onSubmit,
  action = 'Filter',
  columns = 4,
  children,
}: {
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  /** What the button says. */
  readonly action?: string;
  /** How many fields stand in a row where there is room. */
  readonly columns?: number;
  /** The fields. */
  readonly children: ReactNode;
}): ReactElement {
  return (
    <search>
      <form onSubmit={onSubmit} className={classes.bar}>
        <SimpleGrid cols={{ base: 2, md: columns }} spacing="sm" className={classes.fields ?? ''}>
          {children}
        </SimpleGrid>
        <Button type="submit" variant="default">
          {action}
        </Button>
      </form>
    </search>
  );
}
