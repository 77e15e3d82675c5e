import type { Alert } from './alert.ts';
import { ALERT_KINDS } from './kinds.ts';

/** What a webhook is sent: `text` is all that chats show, `alert` is for programs. */
export interface WebhookMessage {
  readonly text: string;
  readonly alert: {
    readonly id: string;
    readonly kind: string;
    readonly title: string;
    readonly subject: Alert['subject'];
    readonly state: Alert['state'] | 'test';
    /** ISO 8601. */
    readonly since: string;
    readonly until?: string | undefined;
    readonly says: string;
    readonly mend: string;
    /** Where in the console something can be done about it. */
    readonly url: string;
  };
}

/** The message of an alert as it is now; `base` is the console's address. */
export function messageOf(alert: Alert, base: string): WebhookMessage {
  const { id, kind, subject, state, since, until, says, mend, path } = alert;
  const { title } = ALERT_KINDS[kind];
  const url = new URL(path, base).href;
  const text =
    state === 'open'
      ? `dspatch: ${title}. ${says} ${mend} ${url}`
      : `dspatch: over since ${timeOf(until ?? since)}: ${title}${about(subject)}. It began ${timeOf(since)}. ${url}`;
  const times = { since: iso(since), ...(until === undefined ? {} : { until: iso(until) }) };
  return { text: harmless(text), alert: { ...{ id, kind, title, subject, state }, ...times, ...{ says, mend, url } } };
}

/** The message by which a person tries a webhook. */
export function testMessage(now: number, base: string): WebhookMessage {
  const says = 'This is a test: alerts of this gateway are told here when they begin, and when they are over.';
  const [mend, url] = ['There is nothing to do.', new URL('/settings/alerts', base).href];
  const alert = { id: 'test', kind: 'test', title: 'A test', subject: {}, state: 'test', since: iso(now) } as const;
  return { text: `dspatch: ${says} ${url}`, alert: { ...alert, says, mend, url } };
}

function about({ pipeline, integration }: Alert['subject']): string {
  const names = [integration, pipeline && `pipeline ${pipeline}`].filter(Boolean);
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

/** Words of others may stand in it: nothing in a chat is to become a mention or a link by them. */
function harmless(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('@', '@\u200b');
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function timeOf(at: number): string {
  return `${iso(at).slice(0, 16).replace('T', ' ')} UTC`;
}
