import { z } from 'zod';
import type { Author } from '../../catalog/model.ts';
import type { PlaybookConfig } from '../../playbook/schema.ts';
import { playbookSchema } from '../../playbook/schema.ts';

// What the schemas of several areas have in common.

/** A name of an integration or a pipeline, in a path or a body. */
export const name: z.ZodType<string> = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'a name is 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

/** A text that is searched by. */
export const words: z.ZodType<string | undefined> = z.string().min(1).max(300).optional();

/** A number in a path or a query, which come as text. */
export const number: z.ZodType<number> = z.coerce.number().int().min(1);

/** How many items a page has at most. */
export const limit: z.ZodType<number | undefined> = z.coerce.number().int().min(1).max(1_000).optional();

/** Where the next page begins: the `next` of the one before. */
export const after: z.ZodType<string | undefined> = z.string().max(500).optional();

export const note: z.ZodType<string | undefined> = z.string().max(1_000).optional();

/** Epoch milliseconds. */
export const time: z.ZodType<number> = z.int().describe('epoch milliseconds');

export const author: z.ZodType<Author> = z.strictObject({
  kind: z.enum(['person', 'token', 'local', 'file']),
  id: z.string(),
  name: z.string(),
});

export const playbook: z.ZodType<PlaybookConfig> = playbookSchema;

/** A page of items. */
export function page(item: z.ZodType): z.ZodType {
  return z.strictObject({ items: z.array(item), next: z.string().optional() });
}

/** Whether something is fit to be deployed. */
export const health: z.ZodType = z.strictObject({
  state: z.enum(['good', 'resolve']),
  reasons: z.array(
    z.strictObject({
      code: z.string(),
      level: z.enum(['problem', 'warning']).describe('a problem blocks a deployment, a warning asks for confirmation'),
      path: z.array(z.union([z.string(), z.number()])),
      message: z.string(),
    }),
  ),
});
