import { z } from 'zod';
import { MATCH_KEY_TYPES } from '../../amazon/conversion.ts';
import { EVENT_TYPES } from '../../event/event.ts';

const drop = z.strictObject({ reason: z.string(), detail: z.string().optional() });
const matchKeyType = z.enum(MATCH_KEY_TYPES);

const consent = z.strictObject({
  country: z.string(),
  needed: z.boolean().describe('whether an event from there needs a sign of consent'),
  signs: z.array(
    z.strictObject({
      sign: z.string(),
      says: z.enum(['granted', 'refused', 'opted out', 'no refusal', 'unreadable']),
      what: z.string().optional(),
    }),
  ),
  otherCategories: z.int(),
  verdict: z.enum(['granted', 'not_needed', 'unsignalled', 'denied', 'missing']),
  basis: z.string(),
  limited: z.boolean(),
  detail: z.string().optional(),
});

const outputKey = z.strictObject({
  key: z.string(),
  section: z.enum(['global', 'event', 'default']),
  layer: z.enum(['kit', 'integration', 'parameter']).describe('what laid the input there'),
  kind: z.enum(['mapping', 'expression', 'enrichment']),
  input: z.json().describe('the input as it stands in the playbook'),
  sources: z.array(
    z.strictObject({
      text: z.string().describe('a path, or the expression'),
      state: z.enum(['used', 'no value', 'not tried']),
      found: z.json().optional(),
      changes: z.array(z.strictObject({ modifier: z.json(), gives: z.json().optional() })),
    }),
  ),
  defaulted: z.boolean(),
  value: z.json().optional().describe('what the input gives; personal values are masked'),
  sent: z.json().optional().describe('what the first conversion has there'),
});

const identity = z.strictObject({
  keys: z.array(
    z.strictObject({
      type: matchKeyType,
      state: z.enum(['sent', 'beyond', 'unusable', 'missing', 'not asked for']),
      why: z.string().optional(),
      values: z.array(
        z.strictObject({
          at: z.string(),
          from: z.enum(['event', 'playbook']),
          state: z.enum(['used', 'unusable', 'passed over']),
          given: z.string().describe('masked'),
          wasHashed: z.boolean(),
          normal: z.string().optional().describe('the normal form, masked'),
          by: z.array(z.string()),
        }),
      ),
      sent: z.string().optional().describe('the digest; masked, where the type is sent raw'),
    }),
  ),
  next: matchKeyType.optional().describe('the key that would add most'),
});

/** What a preview is, for its documentation. */
export const previewSchema: z.ZodType = z.strictObject({
  integration: z.string(),
  of: z.union([z.enum(['draft', 'content']), z.int()]),
  pipeline: z.string().optional(),
  notKept: z
    .array(z.string())
    .optional()
    .describe('of a sealed copy: places that the playbook reads and the copy has not'),
  messageId: z.string(),
  event: z.string(),
  type: z.enum(EVENT_TYPES),
  outcome: z.enum(['mapped', 'dropped']),
  drop: drop.optional(),
  section: z.strictObject({ name: z.string(), kind: z.enum(['event', 'default']) }).optional(),
  country: z.strictObject({ code: z.string(), note: z.string().optional() }).optional(),
  consent: consent.optional(),
  switchedOff: z.boolean(),
  filters: z.array(
    z.strictObject({
      kind: z.enum(['allow', 'deny']),
      text: z.string(),
      result: z.enum(['holds', 'does not hold', 'costs too much']),
      passes: z.boolean(),
    }),
  ),
  keys: z.array(outputKey),
  identity: identity.optional(),
  deliveries: z.array(
    z.strictObject({
      target: z.string(),
      wire: z.json(),
      masked: z.array(z.string()).describe('what is masked in the item; empty: it is the item to the letter'),
      notes: z.array(z.strictObject({ code: z.string(), detail: z.string() })),
    }),
  ),
  withheld: z.array(drop),
});
