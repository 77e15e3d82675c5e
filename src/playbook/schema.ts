import { z } from 'zod';
import type { Json } from '../base/json.ts';

/**
 * How one output key gets its value. Exactly one of:
 * - `mapping`: a path into the event, or several of which the first with a usable value wins, changed by `modifiers`;
 * - `expression`: CEL;
 * - `enrichment`: a constant, in which `${NAME}` stands for a parameter, and `${pipeline.NAME}` for a variable of the pipeline.
 *
 * `default` is used where the mapping or expression has no value on an event.
 */
export interface InputConfig {
  readonly mapping?: string | readonly string[] | undefined;
  readonly expression?: string | undefined;
  readonly enrichment?: Json | undefined;
  readonly modifiers?: readonly ModifierConfig[] | undefined;
  readonly default?: Json | undefined;
}

/** A modifier by name, or `{ name: arguments }`. */
export type ModifierConfig = string | Readonly<Record<string, Json>>;

/** Filters (`allow`, `deny`: conditions in CEL) and output keys with their inputs. `null` takes an inherited key away. */
export interface SectionConfig {
  readonly allow?: string | readonly string[] | null | undefined;
  readonly deny?: string | readonly string[] | null | undefined;
  readonly [outputKey: string]: InputConfig | string | readonly string[] | null | undefined;
}

/** What to send, as a person writes it. */
export interface PlaybookConfig {
  /** For every event that is mapped. */
  readonly global?: SectionConfig | undefined;
  /** By event name; `null` takes an event of the kit's default playbook away. */
  readonly events?: Readonly<Record<string, SectionConfig | null>> | undefined;
  /** For events without a list of their own. Without it, these are not sent. */
  readonly default?: SectionConfig | null | undefined;
  /** How event names are compared: exactly (the default), or `loose`: ignoring case, spaces, `_` and `-`. */
  readonly eventNames?: 'exact' | 'loose' | undefined;
  /** Tables for `lookup("table", key)`. */
  readonly tables?: Readonly<Record<string, Readonly<Record<string, Json>>>> | undefined;
}

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

/** The shape of one input. That it has one kind is for the compiler, which tells what else is wrong with it too. */
export const inputSchema: z.ZodType<InputConfig> = z.strictObject({
  mapping: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  expression: z.string().optional(),
  enrichment: json.optional(),
  modifiers: z.array(z.union([z.string(), z.record(z.string(), json)])).optional(),
  default: json.optional(),
});

const conditions = z
  .union([z.string(), z.array(z.string())])
  .nullable()
  .optional();

const sectionSchema = z
  .object({ allow: conditions, deny: conditions })
  .catchall(inputSchema.nullable()) as unknown as z.ZodType<SectionConfig>;

/** The shape of a playbook. Paths, expressions, modifiers and output keys are checked when it is compiled. */
export const playbookSchema: z.ZodType<PlaybookConfig> = z.strictObject({
  global: sectionSchema.optional(),
  events: z.record(z.string(), sectionSchema.nullable()).optional(),
  default: sectionSchema.nullable().optional(),
  eventNames: z.enum(['exact', 'loose']).optional(),
  tables: z.record(z.string(), z.record(z.string(), json)).optional(),
});
