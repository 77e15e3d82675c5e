import type { Json, JsonObject } from '../base/json.ts';
import type { DropReason } from '../event/drop.ts';

/** An event that is dropped for a reason, and where the kit's defaults would take it, what is set otherwise. */
export interface DropExample {
  readonly event: JsonObject;
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Laid over the event's section. */
  readonly section?: JsonObject;
  /** What else must be so, in words. */
  readonly when?: string;
}

const person = { traits: { email: 'abc@example.com' } };

/** An example of each reason, over the kit amazon-dsp-events at the time of `EXAMPLE_NOW`. A test runs them. */
export const DROP_EXAMPLES: Readonly<Record<DropReason, DropExample>> = {
  unmapped: { event: { type: 'track', event: 'Newsletter Opened', context: person } },
  filtered: {
    event: { type: 'track', event: 'Order Completed', context: person, properties: { test: true } },
    section: { deny: 'properties.test == true' },
  },
  consent_denied: {
    event: {
      type: 'track',
      event: 'Order Completed',
      context: { ...person, consent: { categoryPreferences: { advertising: false } } },
    },
    parameters: { CONSENT_CATEGORIES: 'advertising' },
  },
  consent_missing: {
    event: { type: 'track', event: 'Order Completed', context: { ...person, location: { country: 'DE' } } },
  },
  not_configured: {
    event: { type: 'track', event: 'Order Completed', context: person },
    section: { conversionType: { mapping: 'properties.kind' } },
  },
  too_old: {
    event: { type: 'track', event: 'Order Completed', context: person, timestamp: '2026-10-01T12:00:00Z' },
  },
  in_future: {
    event: { type: 'track', event: 'Order Completed', context: person, timestamp: '2026-11-24T13:00:00Z' },
  },
  no_identity: { event: { type: 'track', event: 'Order Completed', anonymousId: 'a-1', context: {} } },
  invalid_field: {
    event: { type: 'track', event: 'Order Completed', context: person, timestamp: 'last tuesday' },
  },
  duplicate: {
    event: { type: 'track', event: 'Order Completed', messageId: 'm-1', context: person },
    when: 'it comes a second time',
  },
  no_integration: {
    event: { type: 'track', event: 'Order Completed', context: person },
    when: 'its pipeline has no integration',
  },
};

/** The time at which the examples of the reference are so. */
export const EXAMPLE_NOW = '2026-11-24T12:00:00Z';
