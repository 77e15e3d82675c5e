import { useMemo } from 'react';
import type { RecentEvent } from '../../../src/admin/api/sealed.ts';
import type { Json } from '../../../src/base/json.ts';
import { useOperation } from '../../api/queries.ts';
import { sampleEvent } from '../../parts/sample-event.ts';
import { useDraft } from './draft.ts';
import { eventOf } from './event-choice.ts';
import { type Fields, fieldsOf } from './event-fields.ts';

const NONE: readonly RecentEvent[] = [];

/** The latest events of a pipeline, as sealed copies; none where none are kept. */
export function useRecentEvents(pipeline: string | undefined): {
  readonly events: readonly RecentEvent[];
  /** Why there are none. */
  readonly why: string | undefined;
} {
  const given = { params: { pipeline: pipeline ?? '' }, query: { limit: 100 } };
  const { data, error } = useOperation('GET /api/pipelines/:pipeline/recent-events', given, {
    enabled: pipeline !== undefined,
  });
  return { events: data?.events ?? NONE, why: error?.detail };
}

/** The fields that events of this integration have had lately, and those of the event that the draft is tried on. */
export function useFields(): Fields {
  const { view, choice } = useDraft();
  const { data: language } = useOperation('GET /api/language', {});
  const { events } = useRecentEvents(choice.kind === 'recent' ? choice.pipeline : view.live[0]?.pipeline);
  return useMemo(() => {
    const tried = choice.kind === 'recent' ? choice.event.fields : eventOf(choice).event;
    const seen = events.map(({ fields }) => fields as Json);
    const others = [typeof tried === 'string' ? parsed(tried) : tried, sampleEvent('Order Completed')] as Json[];
    return fieldsOf([...seen, ...others], language?.roots ?? []);
  }, [events, choice, language]);
}

/** What was pasted may be half a text. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
