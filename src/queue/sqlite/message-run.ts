import { randomInt } from 'node:crypto';

/** Where a key has no (earlier) entry. */
export const NONE = -1;

/** Room at first, in entries. */
const ROOM = 1024;
/** Slots for each entry there is room for: half of them stay empty, so that the next empty one is near. */
const SLOTS = 2;
/** Words of 32 bits in a key. */
const WORDS = 4;
/** Nobody outside can choose messageIds whose keys would crowd together. */
const SEED = randomInt(2 ** 32);

/**
 * New entries of the message index, in the order in which they came, found by key. All of it is numbers in a few arrays: as objects in a map,
 * fifty thousand of them were most of what the collector had to look through, and took five times as much memory.
 */
export class MessageRun {
  #size = 0;
  #words = new Uint32Array(ROOM * WORDS);
  #ids = new Float64Array(ROOM);
  #routes = new Int32Array(ROOM);
  /** Of each entry: the place of the one before it under the same key, and how many those are. */
  #earlier = new Int32Array(ROOM);
  #depths = new Uint32Array(ROOM);
  /** The place of each key's newest entry, plus one, at the first slot from the key's own that was free; 0: free. */
  #slots = new Int32Array(ROOM * SLOTS);
  /** The key that is being looked for. */
  readonly #asked = new Uint32Array(WORDS);

  /** How many entries are in it. Their places count from 0. */
  get size(): number {
    return this.#size;
  }

  /** Adds an entry, later than all before. A key is a text of 16 characters, a byte each, which are random. */
  add(key: string, id: number, route: number): void {
    if (this.#size === this.#ids.length) this.#grow();
    const place = this.#size;
    for (let word = 0; word < WORDS; word++) this.#words[place * WORDS + word] = wordOf(key, word);
    const slot = this.#slotOf(this.#words, place);
    const earlier = (this.#slots[slot] as number) - 1;
    this.#ids[place] = id;
    this.#routes[place] = route;
    this.#earlier[place] = earlier;
    this.#depths[place] = earlier === NONE ? 1 : this.depth(earlier) + 1;
    this.#slots[slot] = place + 1;
    this.#size += 1;
  }

  /** Takes back what was added last, until only so many are left. */
  shrink(size: number): void {
    while (this.#size > size) {
      this.#size -= 1;
      // What came after it under other keys is gone already, so nobody's way leads past the slot that becomes free.
      this.#slots[this.#slotOf(this.#words, this.#size)] = this.earlier(this.#size) + 1;
    }
  }

  /** The place of a key's newest entry; NONE where it has none. */
  newest(key: string): number {
    for (let word = 0; word < WORDS; word++) this.#asked[word] = wordOf(key, word);
    return (this.#slots[this.#slotOf(this.#asked, 0)] as number) - 1;
  }

  /** The place of the entry before one, under the same key; NONE for the first. */
  earlier(place: number): number {
    return this.#earlier[place] as number;
  }

  /** How many entries there are under the key of one, up to it. */
  depth(place: number): number {
    return this.#depths[place] as number;
  }

  id(place: number): number {
    return this.#ids[place] as number;
  }

  route(place: number): number {
    return this.#routes[place] as number;
  }

  /** Writes an entry's key into 16 bytes. */
  writeKey(place: number, target: Buffer): void {
    for (let word = 0; word < WORDS; word++) {
      target.writeUInt32BE(this.#words[place * WORDS + word] as number, word * 4);
    }
  }

  /** All places in order of their keys, as far as the first word tells: whoever goes by it stays near. */
  byKey(): Uint32Array {
    const words = this.#words;
    const order = Uint32Array.from({ length: this.#size }, (_, place) => place);
    return order.sort((a, b) => (words[a * WORDS] as number) - (words[b * WORDS] as number));
  }

  /** The slot where the key at a place among `words` is, or would be. */
  #slotOf(words: Uint32Array, place: number): number {
    const at = place * WORDS;
    const mask = this.#slots.length - 1;
    let slot = (Math.imul((words[at] as number) ^ SEED, 0x9e3779b1) >>> 8) & mask;
    for (let found = this.#slots[slot] as number; found !== 0; found = this.#slots[slot] as number) {
      if (this.#isAt((found - 1) * WORDS, words, at)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isAt(own: number, words: Uint32Array, at: number): boolean {
    for (let word = 0; word < WORDS; word++) if (this.#words[own + word] !== words[at + word]) return false;
    return true;
  }

  #grow(): void {
    const room = this.#size * 2;
    this.#words = resized(this.#words, new Uint32Array(room * WORDS));
    this.#ids = resized(this.#ids, new Float64Array(room));
    this.#routes = resized(this.#routes, new Int32Array(room));
    this.#earlier = resized(this.#earlier, new Int32Array(room));
    this.#depths = resized(this.#depths, new Uint32Array(room));
    this.#slots = new Int32Array(room * SLOTS);
    for (let place = 0; place < this.#size; place++) this.#slots[this.#slotOf(this.#words, place)] = place + 1;
  }
}

function wordOf(key: string, word: number): number {
  const at = word * 4;
  const high = (key.charCodeAt(at) << 24) | (key.charCodeAt(at + 1) << 16);
  return (high | (key.charCodeAt(at + 2) << 8) | key.charCodeAt(at + 3)) >>> 0;
}

function resized<A extends Uint32Array | Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
