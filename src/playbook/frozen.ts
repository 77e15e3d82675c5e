/** A copy that nobody can change, and all that is within it: JSON only. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  for (const [key, member] of Object.entries(value)) {
    Object.defineProperty(copy, key, { value: frozen(member), enumerable: true });
  }
  return Object.freeze(copy) as T;
}

/** Freezes a map itself: from now on its changing methods throw. Its values are frozen by whoever made them. */
export function frozenMap<K, V>(map: Map<K, V>): ReadonlyMap<K, V> {
  const refuse = (): never => {
    throw new TypeError('a compiled playbook does not change');
  };
  return Object.freeze(Object.assign(map, { set: refuse, delete: refuse, clear: refuse }));
}
