import { LF, type Lines } from './lines.ts';
import { type Group, type Item, PARCEL_SIZE } from './parcel.ts';

/** Room for the items of a parcel, in bytes: at first, since most of many lanes get a few, and the most that is kept for the next parcel. */
const FIRST_BYTES = 8 * 1024;
const KEPT_BYTES = 128 * 1024;

/** A delivery on its way into a parcel, besides its wire. */
export interface Packed extends Omit<Item, 'group'> {
  readonly group: Omit<Group, 'n'>;
  /** Its message's key in the message index, and its order's, where it has one. */
  readonly key: string;
  readonly orderIndex: string | undefined;
}

/**
 * A parcel that is being filled. It holds numbers and bytes in arrays of its own, which are used again for the next: objects, a few for each
 * delivery, would outlive the collector's young generation until the commit.
 */
export class Packing {
  readonly keys: string[] = [];
  readonly orderIndexes: (string | undefined)[] = [];
  /** When the first of them grows too old. */
  expiresAt: number = Number.POSITIVE_INFINITY;
  #groups: (Group & { n: number })[] = [];
  readonly #messageIds: string[] = [];
  readonly #orderKeys: (string | undefined)[] = [];
  readonly #groupOf = new Uint8Array(PARCEL_SIZE);
  readonly #occurredAt = new Float64Array(PARCEL_SIZE);
  readonly #expiresAt = new Float64Array(PARCEL_SIZE);
  #wires = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #bytes = 0;

  /** How many deliveries are in it. */
  get size(): number {
    return this.keys.length;
  }

  get isFull(): boolean {
    return this.size === PARCEL_SIZE;
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  /** The group of the delivery at a place. */
  groupAt(place: number): Group {
    return this.#groups[this.#groupOf[place] as number] as Group;
  }

  /** What is stored of each delivery, by place. */
  items(): Item[] {
    return this.#messageIds.map((messageId, place) => ({
      group: this.#groupOf[place] as number,
      messageId,
      occurredAt: this.#occurredAt[place] as number,
      expiresAt: this.#expiresAt[place] as number,
      orderKey: this.#orderKeys[place],
    }));
  }

  /** The wires, a line each; to be used before anything is added. */
  wires(): Uint8Array {
    return this.#wires.subarray(0, this.#bytes);
  }

  /** Adds a delivery, whose wire is the line at hand. It must not be full. */
  add({ group, messageId, occurredAt, expiresAt, orderKey, key, orderIndex }: Packed, wire: Lines): void {
    const place = this.size;
    this.#groupOf[place] = this.#countIn(group);
    this.#occurredAt[place] = occurredAt;
    this.#expiresAt[place] = expiresAt;
    this.#messageIds.push(messageId);
    this.#orderKeys.push(orderKey);
    this.keys.push(key);
    this.orderIndexes.push(orderIndex);
    this.expiresAt = Math.min(this.expiresAt, expiresAt);
    this.#makeRoom(wire.length + 1);
    if (place > 0) this.#wires[this.#bytes++] = LF;
    this.#bytes += wire.copyTo(this.#wires, this.#bytes);
  }

  /** Empties it, for the next. */
  clear(): void {
    this.#groups = [];
    for (const list of [this.keys, this.orderIndexes, this.#messageIds, this.#orderKeys]) list.length = 0;
    this.expiresAt = Number.POSITIVE_INFINITY;
    this.#bytes = 0;
    if (this.#wires.length > KEPT_BYTES) this.#wires = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /** Counts a delivery in its group, and gives the group's place. There are few, and mostly it is that of the one before. */
  #countIn(group: Omit<Group, 'n'>): number {
    for (let place = this.#groups.length - 1; place >= 0; place--) {
      const known = this.#groups[place] as Group & { n: number };
      if (!isSame(known, group)) continue;
      known.n += 1;
      return place;
    }
    return this.#groups.push({ ...group, n: 1 }) - 1;
  }

  #makeRoom(bytes: number): void {
    if (this.#bytes + bytes <= this.#wires.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#bytes + bytes));
    this.#wires.copy(larger, 0, 0, this.#bytes);
    this.#wires = larger;
  }
}

function isSame(a: Omit<Group, 'n'>, b: Omit<Group, 'n'>): boolean {
  return a.route === b.route && a.source === b.source && a.event === b.event && a.consent === b.consent;
}
