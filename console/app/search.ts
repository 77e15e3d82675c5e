/** What stands behind the question mark of an address, as texts. */
export type Texts<Names extends string> = { readonly [N in Names]?: string };

/** A route's `validateSearch` that keeps these names and drops all others: `validateSearch: texts('who', 'since')`. */
export function texts<const Names extends string>(
  ...names: readonly Names[]
): (search: Readonly<Record<string, unknown>>) => Texts<Names> {
  return (search) => {
    const kept = names.flatMap((name) => {
      const value = search[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    });
    return Object.fromEntries(kept) as Texts<Names>;
  };
}

/** Reads what stands behind the question mark as it stands there: `since=24` is no number to us. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** The opposite; what is undefined or empty is left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  return params.size === 0 ? '' : `?${params}`;
}
