import type { AlertView } from '../../src/admin/api/alerts.ts';

/** What an alert is about, in a few words; empty where that is the gateway itself. */
export function subjectOf({ subject: { pipeline, integration } }: Pick<AlertView, 'subject'>): string {
  const ofPipeline = pipeline === undefined ? [] : [`pipeline ${pipeline}`];
  return [...(integration === undefined ? [] : [integration]), ...ofPipeline].join(', ');
}
