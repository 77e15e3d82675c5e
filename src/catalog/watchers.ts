import type { Change } from './records.ts';

/** Who wants to hear of changes, by prefix. */
export class Watchers {
  readonly #listeners = new Map<object, { readonly prefix: string; readonly listener: (change: Change) => void }>();

  /** Returns how to stop. */
  add(prefix: string, listener: (change: Change) => void): () => void {
    const watcher = { prefix, listener };
    this.#listeners.set(watcher, watcher);
    return () => this.#listeners.delete(watcher);
  }

  tell(change: Change): void {
    for (const { prefix, listener } of this.#listeners.values()) if (change.key.startsWith(prefix)) listener(change);
  }
}
