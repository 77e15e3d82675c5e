import { Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Dashboard } from '../../../src/ledger/dashboard.ts';
import type { SourceQuery } from '../../../src/ledger/ledger.ts';
import { useOperation } from '../../api/queries.ts';
import { IconChevronRight } from '../../icons/icons.ts';
import { Num } from '../../parts/num.tsx';
import classes from './flow.module.css';
import { type Band, drawn, flowOf, type Part, rowHeight } from './flow-parts.ts';

/** What came in and what became of it, each part as thick as it is many, and a link to its events. */
export function Flow({
  dashboard,
  of,
}: {
  readonly dashboard: Dashboard;
  /** What the overview is of, for the search of each part. */
  readonly of: SourceQuery;
}): ReactElement {
  const flow = flowOf(dashboard);
  const { height, origins, parts } = drawn(flow);
  const language = useOperation('GET /api/language', {});
  const words = ({ fate, reason }: Part): string => {
    if (reason === undefined) return WORDS[fate] ?? '';
    return language.data?.reasons.find(({ code }) => code === reason)?.title ?? reason;
  };
  return (
    <Paper p="lg" className={classes.flow ?? ''}>
      <ul className={classes.origins} aria-label="What came in">
        {origins.map(({ of: { key, title, n } }) => (
          <li key={key} data-origin={key}>
            <Text size="sm" c="dimmed" className={classes.originTitle ?? ''}>
              {title}
            </Text>
            <Text fz={key === 'received' ? '1.5rem' : '1rem'} fw={620} lh={1.25}>
              <Num n={n} />
            </Text>
          </li>
        ))}
      </ul>
      <div className={classes.beginnings} style={{ height }} aria-hidden="true">
        {origins.map(({ of: { key }, from, thickness }) => (
          <span key={key} data-origin={key} style={{ top: from - thickness / 2, height: thickness }} />
        ))}
      </div>
      <svg
        className={classes.ribbons}
        viewBox={`0 0 100 ${height}`}
        height={height}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {parts.map((band) => (
          <path key={band.of.key} d={ribbon(band)} data-look={band.of.look} className={classes.ribbon} />
        ))}
      </svg>
      <ul className={classes.parts} aria-label="What became of it">
        {parts.map((band) => {
          const { key, fate, reason = '', title, look, n } = band.of;
          const since = fate === 'waiting' ? '' : new Date(dashboard.since).toISOString();
          const { pipeline = '', integration = '', event = '' } = of;
          return (
            <li key={key} style={{ height: rowHeight(band) }} className={classes.part}>
              <span className={classes.end} data-look={look} style={{ height: band.thickness }} />
              <Link
                to="/search"
                search={{ pipeline, integration, event, fate, reason, since }}
                className={classes.link}
                title={words(band.of)}
              >
                <span className={classes.line}>
                  <b>{title}</b>
                  <span className={classes.figures}>
                    <b>
                      <Num n={n} />
                    </b>
                    <span className={classes.share}>{flow.total > 0 && <Num n={n / flow.total} as="share" />}</span>
                  </span>
                </span>
                <span className={classes.words}>{words(band.of)}</span>
              </Link>
              <IconChevronRight size={16} stroke={1.6} className={classes.arrow} aria-hidden />
            </li>
          );
        })}
      </ul>
    </Paper>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  delivered: 'Amazon took it',
  waiting: 'Stored, and to be sent',
};

/** A band from the left side to the right, as thick everywhere. */
function ribbon({ from, to, thickness }: Band<Part>): string {
  const half = thickness / 2;
  const over = `M0,${from - half} C50,${from - half} 50,${to - half} 100,${to - half}`;
  return `${over} L100,${to + half} C50,${to + half} 50,${from + half} 0,${from + half} Z`;
}
