import type { AlertKind } from './kinds.ts';

/** What an alert is about; nothing, where it is about the gateway itself. */
export interface AlertSubject {
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly lane?: string | undefined;
}

/** Something that people should know of, and do something about: it has a beginning, and once it is over an end. */
export interface Alert {
  /** Time-ordered: a greater id began later. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly subject: AlertSubject;
  readonly state: 'open' | 'over';
  /** When that began which it tells of, and when it ended; epoch milliseconds. */
  readonly since: number;
  readonly until?: number | undefined;
  /** What happened, as a sentence. */
  readonly says: string;
  /** What to do, as a sentence. */
  readonly mend: string;
  /** Where in the console that is done. */
  readonly path: string;
}

/** What a judgement finds at a moment. Whether that is an alert is decided by how long it is so (course.ts). */
export interface Finding extends Pick<Alert, 'kind' | 'subject' | 'says' | 'mend' | 'path'> {
  /** `near`: no reason to begin an alert, and none to end one: so that what goes up and down at a threshold is told once. */
  readonly level: 'bad' | 'near';
  /** For how long it must be bad until an alert begins, in milliseconds. */
  readonly holds: number;
}

/** Two findings, or alerts, with the same key are of the same thing. */
export function keyOf({ kind, subject }: Pick<Alert, 'kind' | 'subject'>): string {
  return [kind, subject.pipeline ?? '', subject.integration ?? '', subject.lane ?? ''].join(' ');
}
