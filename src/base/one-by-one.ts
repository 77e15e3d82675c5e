/** Does what concerns one thing one after the other, in the order in which it was asked for; what concerns different things goes on at once. */
export class OneByOne {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does some work when everything that was asked for before about the same thing has ended, well or not. */
  do<T>(what: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(what) ?? Promise.resolve();
    const result = before.then(work);
    const ended = result.then(
      () => {},
      () => {},
    );
    this.#last.set(what, ended);
    void ended.then(() => {
      if (this.#last.get(what) === ended) this.#last.delete(what);
    });
    return result;
  }
}
