import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';

/** What an input may read: the event, the integration's public parameters, and the pipeline's variables. */
export interface Scope {
  readonly event: Event;
  /** By name; never secrets. */
  readonly parameters: JsonObject;
  /** The pipeline's variables by name; undefined where an integration is looked at without one. */
  readonly pipeline?: JsonObject | undefined;
  /** Who looks on while an input is read; undefined for nobody, as events come in. */
  readonly watch?: InputWatch | undefined;
}

/** Is told how an input comes to its value, step by step. */
export interface InputWatch {
  /** The value at the next of a mapping's paths, or of the expression; null and empty texts are none. */
  source(value: Json | undefined): void;
  /** What the next modifier made of it. */
  change(value: Json | undefined): void;
  /** No source had a value: the default, if there is one, is used. */
  otherwise(): void;
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
  'pipeline',
] as const;

const NO_VARIABLES: JsonObject = {};

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
    case 'pipeline':
      return scope.pipeline ?? NO_VARIABLES;
    default:
      return own(event.fields, root);
  }
}
