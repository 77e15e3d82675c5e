import { Badge, Group, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import classes from './event.module.css';

/** How a step went: `stop` is where the event was held. */
export type Tone = 'pass' | 'stop' | 'wait' | 'none';

const COLOURS: Readonly<Record<Tone, string>> = { pass: 'green', stop: 'red', wait: 'blue', none: 'gray' };

/** Steps on an event's way, one below the other. */
export function Steps({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <ol className={classes.steps} aria-label={label}>
      {children}
    </ol>
  );
}

/** One step: what it is, how it went, and what there is to see of it. */
export function Step({
  title,
  tone,
  verdict,
  lead,
  children,
}: {
  readonly title: string;
  readonly tone: Tone;
  /** In a word or two. */
  readonly verdict: string;
  /** A sentence. */
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <li className={classes.step} data-tone={tone}>
      <Group gap="xs">
        <Title order={3}>{title}</Title>
        <Badge color={COLOURS[tone]}>{verdict}</Badge>
      </Group>
      {lead !== undefined && (
        <Text size="sm" c="dimmed" mt={2}>
          {lead}
        </Text>
      )}
      {children !== undefined && <div className={classes.body}>{children}</div>}
    </li>
  );
}
