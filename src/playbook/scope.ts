import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';

/** What an input may read: the event, and the integration's public parameters. */
export interface Scope {
  readonly event: Event;
  /** Parameters and pipeline variables by name; never secrets. */
  readonly parameters: JsonObject;
}

/** The names an input may begin with, as the Segment spec spells them. */
export const ROOTS = [
  'type',
  'event',
  'name',
  'category',
  'messageId',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'timestamp',
  'receivedAt',
  'sentAt',
  'originalTimestamp',
  'properties',
  'traits',
  'context',
  'integrations',
  'channel',
  'version',
  'parameters',
] as const;

/**
 * The value behind a root name. `messageId`, `timestamp` and `receivedAt` are the event's settled ones (generated where
 * absent, corrected for clock skew); `properties`, `traits` and `context` are always objects; the rest is as it came.
 */
export function readRoot(scope: Scope, root: string): Json | undefined {
  const { event } = scope;
  switch (root) {
    case 'messageId':
      return event.messageId;
    case 'type':
      return event.type;
    case 'timestamp':
      return event.timestamp === undefined ? undefined : new Date(event.timestamp).toISOString();
    case 'receivedAt':
      return new Date(event.receivedAt).toISOString();
    case 'properties':
    case 'traits':
    case 'context': {
      const value = own(event.fields, root);
      return isObject(value) ? value : {};
    }
    case 'parameters':
      return scope.parameters;
    default:
      return own(event.fields, root);
  }
}
