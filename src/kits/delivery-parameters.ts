import type { ApiFacts } from '../amazon/api.ts';
import { DAY } from '../base/durations.ts';
import type { Parameter } from './parameters.ts';

/** How fast and in what portions conversions are sent: defaults and bounds are those of the API. */
export function deliveryParameters(api: ApiFacts): readonly Parameter[] {
  return [
    {
      name: 'BATCH_SIZE',
      kind: 'integer',
      min: 1,
      max: api.maxItems,
      default: api.maxItems,
      description: `The most conversions in one request; Amazon takes ${api.maxItems}.`,
    },
    {
      name: 'LINGER_MS',
      kind: 'integer',
      min: 0,
      max: 60_000,
      default: 1000,
      description: 'How long a conversion may wait for others to travel with, in milliseconds.',
    },
    {
      name: 'RATE_LIMIT',
      kind: 'number',
      min: 0.01,
      max: 1_000_000,
      default: api.requestsPerSecond,
      description: `The most requests a second for this advertiser, over all integrations; Amazon lets ${api.requestsPerSecond} pass.`,
    },
    {
      name: 'MAX_IN_FLIGHT',
      kind: 'integer',
      min: 1,
      max: 64,
      default: 8,
      description: 'The most requests under way at once.',
    },
    {
      name: 'TIMEOUT_MS',
      kind: 'integer',
      min: 100,
      max: 300_000,
      default: 30_000,
      description: 'How long one request may take, in milliseconds, before it counts as unanswered.',
    },
    {
      name: 'MAX_AGE_DAYS',
      kind: 'number',
      min: 0.001,
      max: 365,
      default: api.maxAge / DAY,
      description: `The oldest event that is sent, in days; Amazon takes ${api.maxAge / DAY}.`,
    },
  ];
}
