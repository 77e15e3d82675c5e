import { Badge, Paper, Text } from '@mantine/core';
import { memo, type ReactElement } from 'react';
import type { LiveRoute, LiveSettled } from '../../../src/telemetry/live-item.ts';
import type { LiveRow } from '../../api/live-rows.ts';
import { TextLink } from '../../parts/links.tsx';
import { MatchKeyChips } from '../../parts/match-key-chips.tsx';
import { ReasonBadge } from '../../parts/reason-badge.tsx';
import { When } from '../../parts/when.tsx';
import classes from './live.module.css';

/** Events, the newest first; each leads to its whole way. */
export function LiveList({ rows }: { readonly rows: readonly LiveRow[] }): ReactElement {
  return (
    <Paper component="ol" className={classes.list ?? ''} aria-label="Live events">
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </Paper>
  );
}

/** A row changes only when something becomes of its event. */
const Row = memo(function Row({ row: { event, settled } }: { readonly row: LiveRow }): ReactElement {
  const { pipeline, messageId, receivedAt, routes } = event;
  return (
    <li className={classes.row}>
      <div className={classes.about}>
        <TextLink to="/events/$pipeline/$messageId" params={{ pipeline, messageId }} fw={550} underline="hover">
          {event.event}
        </TextLink>
        <Text size="xs" c="dimmed">
          <When at={receivedAt} as="clock" /> · {pipeline}
        </Text>
      </div>
      <ul className={classes.routes}>
        {routes.map((route, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the routes of an event never change their order
          <li key={i} className={classes.route}>
            <Text span size="sm" className={classes.integration ?? ''}>
              {route.integration || 'no integration'}
            </Text>
            <Became route={route} settled={settled.findLast(({ integration }) => integration === route.integration)} />
            {route.keys !== undefined && <MatchKeyChips keys={route.keys} />}
          </li>
        ))}
      </ul>
    </li>
  );
});

const ENDS: Readonly<Record<LiveSettled['became'], readonly [colour: string, words: string]>> = {
  delivered: ['green', 'delivered'],
  again: ['yellow', 'tried, waits'],
  dead: ['red', 'dead'],
};

function Became({
  route: { fate, reason },
  settled,
}: {
  readonly route: LiveRoute;
  readonly settled: LiveSettled | undefined;
}): ReactElement {
  const [colour, words] =
    fate === 'dropped' ? ['gray', 'dropped'] : settled === undefined ? ['blue', 'waiting'] : ENDS[settled.became];
  const why = fate === 'dropped' ? reason : settled?.reason;
  return (
    <>
      <Badge color={colour}>{words}</Badge>
      {why !== undefined && <ReasonBadge code={why} />}
    </>
  );
}
