import { Paper } from '@mantine/core';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import classes from './facts.module.css';

/** Names and values, one below the other: `<Facts of={[['Version', '1.2.0']]} />`. */
export function Facts({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode])[] }): ReactElement {
  return (
    <Paper px="md" py="xs">
      <dl className={classes.facts}>
        {of.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Paper>
  );
}
