/**
 * Shares the event loop between taking events in and everything else. Intake comes in floods, and each request costs some
 * milliseconds; delivery's answers would wait behind all of them. So only so much is taken in a turn of the loop, and the rest
 * waits for the next turns, in order.
 */
export class Turns {
  readonly #perTurn: number;
  readonly #mostWaiting: number;
  readonly #waiting: { readonly cost: number; readonly go: () => void }[] = [];
  #spent = 0;
  #waitingCost = 0;
  #scheduled = false;

  /** Costs are in any one unit: `perTurn` may be spent in a turn, `mostWaiting` may wait for later ones. */
  constructor(perTurn: number, mostWaiting: number) {
    this.#perTurn = perTurn;
    this.#mostWaiting = mostWaiting;
  }

  /** Whether so much waits already that no more should be let in. */
  get isFull(): boolean {
    return this.#waitingCost >= this.#mostWaiting;
  }

  /** Resolves when it is the caller's turn; undefined when that is at once. */
  take(cost: number): Promise<void> | undefined {
    this.#schedule();
    if (this.#waiting.length === 0 && this.#spent < this.#perTurn) {
      this.#spent += cost;
      return undefined;
    }
    this.#waitingCost += cost;
    return new Promise((go) => this.#waiting.push({ cost, go }));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    this.#scheduled = false;
    this.#spent = 0;
    let released = 0;
    for (const { cost, go } of this.#waiting) {
      if (this.#spent >= this.#perTurn) break;
      this.#spent += cost;
      this.#waitingCost -= cost;
      released += 1;
      go();
    }
    this.#waiting.splice(0, released);
    if (this.#waiting.length > 0 || this.#spent > 0) this.#schedule();
  }
}
