import { type Command, Option } from 'commander';
import type { Page } from '../admin/api/operation.ts';
import { tell } from './output.ts';
import { wholeNumber } from './whole-number.ts';

/** The most that the gateway gives at once. */
const PAGE = 1_000;

/** Gives a command that lists what may be long `--limit`, and `--by` for who did it. */
export function limited(command: Command): Command {
  return command
    .option('--limit <n>', 'at most this many', wholeNumber, 50)
    .addOption(new Option('--by <who>', 'only by this person or token: part of the name'));
}

/** What `limited` gives. */
export interface Limited {
  readonly limit: number;
  readonly by?: string;
}

/** Up to `limit` items of a long list, page by page; of them those that `keep` lets through. */
export async function itemsOf<T>(
  page: (query: { readonly after: string | undefined; readonly limit: number }) => Promise<Page<T>>,
  limit: number,
  keep: (item: T) => boolean = () => true,
): Promise<{ readonly items: readonly T[]; readonly isAll: boolean }> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const { items: found, next } = await page({ after, limit: Math.min(PAGE, limit) });
    items.push(...found.filter(keep));
    after = next;
  } while (after !== undefined && items.length < limit);
  return { items: items.slice(0, limit), isAll: after === undefined && items.length <= limit };
}

/** The query of a page of things that are numbered, which begins at a number. */
export function byNumber({ after, limit }: { readonly after: string | undefined; readonly limit: number }): {
  after?: number | undefined;
  limit: number;
} {
  return { limit, after: after === undefined ? undefined : Number(after) };
}

/** Whether something is by somebody whose name has these letters. */
export function isBy(by: string | undefined): (item: { readonly author: { readonly name: string } }) => boolean {
  const wanted = by?.toLowerCase();
  return ({ author }) => wanted === undefined || author.name.toLowerCase().includes(wanted);
}

/** Says that the list goes on. */
export function tellMore(isAll: boolean, limit: number): void {
  if (!isAll) tell(`There may be more: --limit ${limit * 2} shows more of them.`);
}
