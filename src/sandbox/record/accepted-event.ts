import { isObject, type JsonObject, own } from '../../base/json.ts';

/** The two import APIs. */
export type ImportApi = 'dsp_v1' | 'ads_v1';

/** One item the sandbox accepted, as it was sent. */
export interface AcceptedEvent {
  /** When it was accepted, ISO-8601. */
  readonly time: string;
  readonly api: ImportApi;
  readonly accountId: string;
  readonly item: JsonObject;
  readonly requestId: string;
  /** An item with this dedupe id was accepted before, so that this one makes no new conversion. */
  readonly duplicate: boolean;
}

/** An item's dedupe id: `clientDedupeId` in the first API, `eventId` in the other. */
export function dedupeIdOf(api: ImportApi, item: JsonObject): string | undefined {
  const id = own(item, api === 'dsp_v1' ? 'clientDedupeId' : 'eventId');
  return typeof id === 'string' ? id : undefined;
}

/** An item's event name. */
export function nameOf({ api, item }: AcceptedEvent): string | undefined {
  const holder = api === 'dsp_v1' ? item : own(item, 'eventDescription');
  const name = isObject(holder) ? own(holder, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Which accepted events to show; members left out do not filter. */
export interface EventQuery {
  readonly name?: string | undefined;
  readonly dedupeId?: string | undefined;
  readonly definitionId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly api?: ImportApi | undefined;
  /** At most this many, the newest. */
  readonly limit?: number | undefined;
}

/** Whether an event is asked for. */
export function isAskedFor(event: AcceptedEvent, query: EventQuery): boolean {
  return (
    (query.api === undefined || event.api === query.api) &&
    (query.accountId === undefined || event.accountId === query.accountId) &&
    (query.name === undefined || nameOf(event) === query.name) &&
    (query.dedupeId === undefined || dedupeIdOf(event.api, event.item) === query.dedupeId) &&
    (query.definitionId === undefined || own(event.item, 'conversionDefinitionId') === query.definitionId)
  );
}
