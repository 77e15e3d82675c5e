import type { Dashboard, ReasonCount } from '../../../src/ledger/dashboard.ts';
import type { Fate } from '../../../src/ledger/ledger.ts';

/** A part of what came in, by what became of it. */
export interface Part {
  readonly key: string;
  readonly fate: Fate;
  readonly reason?: string;
  readonly title: string;
  /** What it looks like (flow.module.css). */
  readonly look: 'delivered' | 'waiting' | 'dead' | 'dropped' | 'kept-back' | 'duplicate';
  readonly n: number;
}

/** What there was before it became something. */
export interface Origin {
  readonly key: string;
  readonly title: string;
  readonly n: number;
}

/** What came in beside what became of it; both sum up to the same. */
export interface Flow {
  readonly origins: readonly Origin[];
  readonly parts: readonly Part[];
  readonly total: number;
}

/**
 * The flow of some time. Everything is counted when it happened: what waited before and what was replayed is among what became something in
 * this time, and so it stands beside what was received.
 */
export function flowOf({ totals, drops, deaths }: Pick<Dashboard, 'totals' | 'drops' | 'deaths'>): Flow {
  const parts: Part[] = [
    { key: 'delivered', fate: 'delivered', title: 'Delivered', look: 'delivered', n: totals.delivered },
    { key: 'waiting', fate: 'waiting', title: 'Waiting', look: 'waiting', n: totals.waiting },
    ...deaths.map((death) => withReason(death, { fate: 'dead', title: 'Dead', look: 'dead' })),
    ...drops.filter(isNoDuplicate).map((drop) => {
      const look = drop.compliance ? ('kept-back' as const) : ('dropped' as const);
      return withReason(drop, { fate: 'dropped', title: 'Dropped', look });
    }),
    withReason(
      { reason: 'duplicate', n: totals.duplicates },
      { fate: 'dropped', title: 'Duplicate', look: 'duplicate' },
    ),
  ];
  const total = parts.reduce((sum, { n }) => sum + n, 0);
  const before = Math.max(0, total - totals.received - totals.replayed);
  const origins = [
    { key: 'received', title: 'Received', n: totals.received },
    { key: 'before', title: 'Waited before', n: before },
    { key: 'replayed', title: 'Replayed', n: totals.replayed },
  ];
  const isAlways = ({ key, n }: Origin | Part): boolean => n > 0 || key === 'delivered' || key === 'received';
  return { origins: origins.filter(isAlways), parts: parts.filter(isAlways), total };
}

function withReason({ reason, n }: ReasonCount, of: Pick<Part, 'fate' | 'title' | 'look'>): Part {
  return { key: `${of.fate} ${reason}`, ...of, reason, n };
}

function isNoDuplicate({ reason }: ReasonCount): boolean {
  return reason !== 'duplicate';
}

/** Where a part is drawn, in pixels from the top of the flow. */
export interface Band<T> {
  readonly of: T;
  /** At the side where it came in, and where it ended: the middle there, since its row may be higher than it is thick. */
  readonly from: number;
  readonly to: number;
  readonly thickness: number;
}

/** A flow as it is drawn. */
export interface Drawn {
  readonly height: number;
  readonly origins: readonly Band<Origin>[];
  readonly parts: readonly Band<Part>[];
}

/** How thick all parts are together where each is as thick as it is many. */
const THICKNESS = 236;
/** What is there is seen, however little it is. */
const THINNEST = 3;
/** What two lines of text take. */
export const ROW = 50;
const GAP = 10;

/** Lays a flow out. */
export function drawn({ origins, parts, total }: Flow): Drawn {
  const thick = (n: number): number => (n === 0 || total === 0 ? 0 : Math.max(THINNEST, (n / total) * THICKNESS));
  const ends = parts.map((part) => ({ part, thickness: thick(part.n) }));
  const rows = ends.map(({ thickness }) => Math.max(ROW, thickness + GAP));
  const height = rows.reduce((sum, row) => sum + row, 0);
  const all = ends.reduce((sum, { thickness }) => sum + thickness, 0);
  const top = (height - all) / 2;
  let [left, right] = [top, 0];
  const bands = ends.map(({ part, thickness }, place) => {
    const row = rows[place] ?? ROW;
    const band = { of: part, from: left + thickness / 2, to: right + row / 2, thickness };
    left += thickness;
    right += row;
    return band;
  });
  let at = top;
  const beginnings = origins.map((origin) => {
    // Of what is drawn, so that both sides end together.
    const thickness = total === 0 ? 0 : (origin.n / total) * all;
    const band = { of: origin, from: at + thickness / 2, to: at + thickness / 2, thickness };
    at += thickness;
    return band;
  });
  return { height, origins: beginnings, parts: bands };
}

/** The height of the row of each part. */
export function rowHeight({ thickness }: Band<Part>): number {
  return Math.max(ROW, thickness + GAP);
}
