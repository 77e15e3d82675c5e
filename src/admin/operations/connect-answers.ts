import { z } from 'zod';
import { CONVERSION_TYPES } from '../../amazon/conversion.ts';
import { REGIONS, type Region } from '../../amazon/regions.ts';
import { COUNTING_METHODS, SOURCE_TYPES } from '../../connect/definitions.ts';
import type {
  Advertiser,
  ConnectionView,
  DefinitionChoices,
  Finding,
  Finished,
  Found,
  MadeDefinitions,
  ProfileChoices,
} from '../api/connect.ts';

// The shapes of what the operations of the guided connection give.

/** The regions, for a choice. */
export const REGION_NAMES: readonly [Region, ...Region[]] = Object.keys(REGIONS) as [Region, ...Region[]];

export const finding: z.ZodType<Finding> = z.object({
  code: z.string(),
  level: z.enum(['ok', 'warning', 'problem', 'unknown']),
  what: z.string(),
  says: z.string(),
  mend: z.string().optional(),
});

/** A result, or the finding that there is none. */
export function found<T>(value: z.ZodType<T>): z.ZodType<Found<T>> {
  return z.union([z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), finding })]);
}

/** A connection on its way. */
export const view: z.ZodType<ConnectionView> = z.object({
  id: z.string(),
  kit: z.string(),
  region: z.enum(REGION_NAMES),
  clientId: z.string(),
  integration: z.string().optional(),
  endsAt: z.number(),
  consent: z.union([
    z.object({ state: z.literal('asked'), url: z.string(), redirectUri: z.string(), finding: finding.optional() }),
    z.object({ state: z.literal('refused'), finding }),
    z.object({ state: z.literal('given'), at: z.number(), scope: finding }),
  ]),
  profileId: z.string().optional(),
  advertiserId: z.string().optional(),
  needsDefinitions: z.boolean(),
  definitions: z.record(z.string(), z.string().nullable()),
});

const profile = z.object({
  id: z.string(),
  name: z.string(),
  country: z.string(),
  type: z.string(),
  usable: z.boolean(),
  why: z.string().optional(),
});

export const advertisers: z.ZodType<readonly Advertiser[]> = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    country: z.string().optional(),
    currency: z.string().optional(),
  }),
);

export const profiles: z.ZodType<ProfileChoices> = z.object({
  profiles: z.array(profile),
  finding: finding.optional(),
});

const newDefinition = z.object({
  name: z.string(),
  type: z.enum(CONVERSION_TYPES),
  countingMethod: z.enum(COUNTING_METHODS),
  sourceType: z.enum(SOURCE_TYPES),
  value: z.number(),
});

export const definitions: z.ZodType<DefinitionChoices> = z.object({
  definitions: z.array(
    z.object({
      ...{ id: z.string(), name: z.string(), type: z.string(), sourceType: z.string(), countingMethod: z.string() },
      lastActivity: z.string().optional(),
      usable: z.boolean(),
      why: z.string().optional(),
    }),
  ),
  events: z.array(
    z.object({
      event: z.string(),
      type: z.enum(CONVERSION_TYPES),
      suggestion: z.string().optional(),
      chosen: z.string().nullable().optional(),
      proposal: newDefinition,
    }),
  ),
});

export const made: z.ZodType<MadeDefinitions> = z.object({
  made: z.array(
    z.union([
      z.object({ event: z.string(), name: z.string(), id: z.string() }),
      z.object({ event: z.string(), name: z.string(), error: z.string() }),
    ]),
  ),
  finding: finding.optional(),
});

export const finished: z.ZodType<Finished> = z.object({
  integration: z.string(),
  made: z.boolean(),
  revision: z.number(),
  pipeline: z
    .object({
      pipeline: z.string(),
      made: z.boolean(),
      deployment: z.number().optional(),
      writeKey: z.string().optional(),
    })
    .optional(),
  findings: z.array(finding),
});
