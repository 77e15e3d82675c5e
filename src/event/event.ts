import type { JsonObject } from '../base/json.ts';

/** The six calls of the Segment spec. */
export const EVENT_TYPES = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** One analytics call in Segment spec, checked and dated, not yet mapped. It holds raw personal data: it is never stored. */
export interface Event {
  readonly type: EventType;
  /** The name a playbook knows it by: a track call's `event`; else the call's own name (`Page`, `Screen`, `Identify` ...). */
  readonly name: string;
  /** Unique per event: the sender's `messageId`, or one we made. Never personal (see `safeMessageId`). */
  readonly messageId: string;
  /**
   * When it happened, epoch milliseconds, corrected for the sender's clock as the Segment spec says.
   * Undefined when the sender gave a time that cannot be read.
   */
  readonly timestamp: number | undefined;
  /** When it reached us, epoch milliseconds. */
  readonly receivedAt: number;
  /** The call as it came. */
  readonly fields: JsonObject;
  /** A sealed copy (sealed/seal.ts): its identity values are sealed ones, and hold nothing raw that is not sent raw. */
  readonly sealed?: true;
}

/** The playbook's names of the calls that carry no name of their own. */
export const CALL_NAMES: Readonly<Record<Exclude<EventType, 'track'>, string>> = {
  page: 'Page',
  screen: 'Screen',
  identify: 'Identify',
  group: 'Group',
  alias: 'Alias',
};

/** What an any-schema event calls the block with its metadata. */
export const METADATA_BLOCKS = ['_metarouter', '_dspatch'] as const;

/** Why a request or one of its events cannot be taken. `code` is stable; `message` is for people and quotes no values. */
export interface ParseProblem {
  readonly code:
    | 'invalid_json'
    | 'invalid_utf8'
    | 'invalid_event'
    | 'empty_batch'
    | 'event_too_large'
    | 'too_deep'
    | 'forbidden_key'
    | 'missing_name';
  readonly message: string;
}
