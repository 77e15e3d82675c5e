/** Places a text may stand at. */
const WAYS = 2;

/**
 * Remembers what the texts seen last came to, each of something: a text's value may differ by country, say. Of those that share a place the
 * two seen last are kept, at most `2 x places` in all. It looks at the characters alone: V8's `Map` enters each text that it is asked for in
 * the engine's table of strings, which takes three times as long, and gives its garbage collector more to sweep.
 */
export class RecentTexts<V> {
  readonly #mask: number;
  readonly #texts: (string | undefined)[];
  readonly #of: (string | undefined)[];
  readonly #values: (V | undefined)[];

  /** `places` is a power of two. */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#texts = Array(WAYS * places).fill(undefined);
    this.#of = Array(WAYS * places).fill(undefined);
    this.#values = Array(WAYS * places).fill(undefined);
  }

  /** What was remembered; undefined where nothing is. */
  get(text: string, of = ''): V | undefined {
    const at = this.#placeOf(text, of);
    if (this.#texts[at] === text && this.#of[at] === of) return this.#values[at];
    if (this.#texts[at + 1] !== text || this.#of[at + 1] !== of) return undefined;
    const value = this.#values[at + 1];
    this.#put(at, text, of, value);
    return value;
  }

  /** Remembers what has not been there. */
  set(text: string, of: string, value: V): void {
    this.#put(this.#placeOf(text, of), text, of, value);
  }

  /** Makes it the newest of its place. */
  #put(at: number, text: string, of: string, value: V | undefined): void {
    this.#texts[at + 1] = this.#texts[at];
    this.#of[at + 1] = this.#of[at];
    this.#values[at + 1] = this.#values[at];
    this.#texts[at] = text;
    this.#of[at] = of;
    this.#values[at] = value;
  }

  /** FNV-1a, its upper bits folded into the lower. */
  #placeOf(text: string, of: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < of.length; i++) hash = Math.imul(hash ^ of.charCodeAt(i), 0x01000193);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return WAYS * ((hash ^ (hash >>> 15)) & this.#mask);
  }
}
