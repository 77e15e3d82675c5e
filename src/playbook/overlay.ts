import type { PlaybookConfig, SectionConfig } from './schema.ts';

/**
 * Lays one playbook over another: output key by output key, filters as a whole. `null` takes what lies below away; where nothing does, it
 * stays, and takes away what Global has for that event.
 * Gives a new playbook; neither argument is changed.
 */
export function overlay(below: PlaybookConfig, above: PlaybookConfig): PlaybookConfig {
  const global = overlaySection(below.global, above.global);
  const fallback = above.default === undefined ? below.default : overlaySection(below.default, above.default);
  const eventNames = above.eventNames ?? below.eventNames;
  return {
    ...(global ? { global } : {}),
    events: overlayEvents(below.events ?? {}, above.events ?? {}),
    ...(fallback ? { default: fallback } : {}),
    ...(eventNames ? { eventNames } : {}),
    tables: { ...below.tables, ...above.tables },
  };
}

type Events = Readonly<Record<string, SectionConfig | null>>;

function overlayEvents(below: Events, above: Events): Events {
  const events = new Map(Object.entries(below));
  for (const [name, section] of Object.entries(above)) {
    if (section === null) events.delete(name);
    else events.set(name, overlaySection(events.get(name), section) ?? {});
  }
  return Object.fromEntries(events);
}

function overlaySection(
  below: SectionConfig | null | undefined,
  above: SectionConfig | null | undefined,
): SectionConfig | undefined {
  if (above === null) return undefined;
  const entries = Object.entries({ ...below, ...above }).filter(([key, input]) => {
    if (input !== null || key === 'allow' || key === 'deny') return input !== null && input !== undefined;
    return (below?.[key] ?? null) === null;
  });
  return below || above ? Object.fromEntries(entries) : undefined;
}
