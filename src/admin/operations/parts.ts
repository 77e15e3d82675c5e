import { z } from 'zod';
import { didYouMean } from '../../base/problem.ts';
import type { Author } from '../../catalog/model.ts';
import { safeName } from '../../event/safe.ts';
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
export const words: z.ZodType<string | undefined> = z
  .string('must be text')
  .min(1, 'must not be empty')
  .max(300, 'must be at most 300 characters long')
  .optional();

/** Since and until when: each a time, or how long ago (times.ts). */
export const times: { readonly since: z.ZodType<string | undefined>; readonly until: z.ZodType<string | undefined> } = {
  since: z.string('must be text').optional(),
  until: z.string('must be text').optional(),
};

/** The name of an event that is searched by, as the ledger knows it. */
export const eventName: z.ZodType<string | undefined> = words.transform((text) =>
  text === undefined ? undefined : safeName(text),
);

/** Truth or not, where it may be left out. */
export const truth: z.ZodType<boolean | undefined> = z.boolean('must be true or false').optional();

/** A number in a path. */
export const number: z.ZodType<number> = z.coerce
  .number('must be a whole number from 1 up')
  .int('must be a whole number from 1 up')
  .min(1, 'must be a whole number from 1 up');

/** A number in a query, which comes as text and may be left out. */
export function wholeFrom(min: number, max?: number): z.ZodType<number | undefined> {
  const error =
    max === undefined ? `must be a whole number from ${min} up` : `must be a whole number from ${min} to ${max}`;
  return z.coerce
    .number(error)
    .int(error)
    .min(min, error)
    .max(max ?? Number.MAX_SAFE_INTEGER, error)
    .optional();
}

/** An object of nothing but these: what else it has is told, with what was probably meant. */
export function only<S extends z.ZodRawShape>(shape: S): z.ZodObject<S> {
  const names = Object.keys(shape);
  const error: z.core.$ZodErrorMap = (issue) => {
    if (issue.code !== 'unrecognized_keys') return 'must be an object';
    const told = issue.keys.map((key) => `"${key}" is not known here${didYouMean(key, names)}`);
    return `${told.join(', ')}; known are ${names.join(', ')}`;
  };
  return z.strictObject(shape, { error }) as unknown as z.ZodObject<S>;
}

/** How many items a page has at most. */
export const limit: z.ZodType<number | undefined> = wholeFrom(1, 1_000);

/** Where the next page begins: the `next` of the one before. */
export const after: z.ZodType<string | undefined> = z.string('must be text').max(500).optional();

export const note: z.ZodType<string | undefined> = z.string('must be text').max(1_000).optional();

/** Epoch milliseconds. */
export const time: z.ZodType<number> = z.int().describe('epoch milliseconds');

export const author: z.ZodType<Author> = z.strictObject({
  kind: z.enum(['person', 'token', 'local', 'file']),
  id: z.string(),
  name: z.string(),
});

export const playbook: z.ZodType<PlaybookConfig> = playbookSchema;

/** Where two states of something differ, and what was and is there. */
export const differences: z.ZodType = z.array(
  z.strictObject({
    path: z.array(z.union([z.string(), z.number()])),
    before: z.json().optional(),
    after: z.json().optional(),
  }),
);

/** A page of items. */
export function page(item: z.ZodType): z.ZodType {
  return z.strictObject({ items: z.array(item), next: z.string().optional() });
}

/** What comes after a page of what is numbered from 1, the newest first; undefined at the end. */
export function nextOf(items: readonly { readonly number: number }[], limit: number): string | undefined {
  const last = items.at(-1)?.number ?? 1;
  return items.length < limit || last === 1 ? undefined : String(last);
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
