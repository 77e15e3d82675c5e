import { Badge, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { IdentityTrace, MatchKeyTrace } from '../../../src/preview/identity.ts';
import classes from './event.module.css';
import { Step } from './step.tsx';

const COLOURS: Readonly<Record<MatchKeyTrace['state'], string>> = {
  sent: 'green',
  beyond: 'gray',
  unusable: 'orange',
  missing: 'gray',
  'not asked for': 'gray',
};

/** The match keys that are there and those that are not, each with where it was found, or why it is not sent. */
export function MatchKeysStep({ identity }: { readonly identity: IdentityTrace | undefined }): ReactElement | null {
  if (identity === undefined) return null;
  const sent = identity.keys.filter(({ state }) => state === 'sent').length;
  return (
    <Step
      title="Match keys"
      tone={sent > 0 ? 'pass' : 'stop'}
      verdict={`${sent} sent`}
      lead={identity.next === undefined ? undefined : `The next best key to send with such events: ${identity.next}.`}
    >
      <ul className={classes.list}>
        {identity.keys.map((key) => (
          <MatchKey key={key.type} of={key} />
        ))}
      </ul>
    </Step>
  );
}

function MatchKey({ of: { type, state, why, values, sent } }: { readonly of: MatchKeyTrace }): ReactElement {
  return (
    <li className={classes.key}>
      <div className={classes.item}>
        <b>{type}</b>
        <Badge color={COLOURS[state]}>{state}</Badge>
        {why !== undefined && (
          <Text span size="sm" c="dimmed">
            {why}
          </Text>
        )}
        {sent !== undefined && <code className={classes.mono}>{sent}</code>}
      </div>
      {values.map(({ at, given, normal, state: use, wasHashed, by }) => (
        <div key={`${at} ${given}`} className={`${classes.item} ${classes.inner}`}>
          <code className={classes.mono}>{at}</code>
          <span>{use}</span>
          {wasHashed ? (
            <span>a hash</span>
          ) : (
            <code className={classes.mono}>{normal === undefined ? given : `${given} → ${normal}`}</code>
          )}
          {by.length > 0 && <span>by {by.join(', ')}</span>}
        </div>
      ))}
    </li>
  );
}
