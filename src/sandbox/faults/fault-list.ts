import { type EndpointName, hasItems, isImport } from '../http/endpoint-name.ts';
import { createDice } from './dice.ts';
import type { Fault } from './fault.ts';
import { isItemLie, needsBody } from './fault-schema.ts';
import { readFaults } from './read-faults.ts';

/** A fault in force, and what it has done so far. */
export interface FaultState {
  readonly fault: Fault;
  /** Requests that matched it. */
  readonly seen: number;
  /** Requests it struck. */
  readonly struck: number;
}

/** What a fault is matched against. */
export interface FaultTarget {
  readonly endpoint: EndpointName;
  readonly accountId: string | undefined;
  /** The dedupe ids of the request's items, undefined for an item without one; read only when a fault asks for them. */
  items(): ReadonlyArray<string | undefined>;
}

interface Entry {
  readonly fault: Fault;
  readonly random: () => number;
  seen: number;
  struck: number;
}

/** The faults in force. Each request is struck by the first that matches it, and those after it do not see it. */
export class FaultList {
  #entries: Entry[] = [];

  /** Puts these faults in the place of all others. Throws a DspatchError (`sandbox_faults`) for what is not a fault. */
  set(faults: Fault | readonly Fault[]): void {
    this.#entries = read(faults);
  }

  /** Adds faults after those in force. Throws like `set`. */
  add(faults: Fault | readonly Fault[]): void {
    this.#entries = [...this.#entries, ...read(faults)];
  }

  clear(): void {
    this.#entries = [];
  }

  list(): FaultState[] {
    return this.#entries.map(({ fault, seen, struck }) => ({ fault, seen, struck }));
  }

  /** Whether the body of a request to this endpoint must be read before a fault can be picked. */
  needsBody(endpoint: EndpointName): boolean {
    return this.#entries.some((entry) => isLive(entry) && appliesTo(entry.fault, endpoint) && needsBody(entry.fault));
  }

  /** The fault that strikes a request, if any; it has been counted. */
  pick(target: FaultTarget): Fault | undefined {
    for (const entry of this.#entries) {
      if (!isLive(entry) || !matches(entry.fault, target)) continue;
      entry.seen += 1;
      if (!isDue(entry) || entry.random() >= (entry.fault.probability ?? 1)) continue;
      entry.struck += 1;
      return entry.fault;
    }
    return undefined;
  }

  /** The dice of a fault in force. */
  random(fault: Fault | undefined): () => number {
    return this.#entries.find((entry) => entry.fault === fault)?.random ?? createDice(1);
  }
}

function read(faults: Fault | readonly Fault[]): Entry[] {
  const all = readFaults(Array.isArray(faults) ? faults : [faults]);
  return all.map((fault) => ({ fault, random: createDice(fault.seed ?? 1), seen: 0, struck: 0 }));
}

function isLive({ fault, struck }: Entry): boolean {
  return struck < (fault.times ?? Number.POSITIVE_INFINITY);
}

function isDue({ fault, seen }: Entry): boolean {
  const { nth, from = 1, count = Number.POSITIVE_INFINITY } = fault.match ?? {};
  return nth === undefined ? seen >= from && seen < from + count : seen === nth;
}

function matches(fault: Fault, target: FaultTarget): boolean {
  const { accountId, dedupeIds, moreItemsThan } = fault.match ?? {};
  if (!appliesTo(fault, target.endpoint)) return false;
  if (accountId !== undefined && accountId !== target.accountId) return false;
  if (moreItemsThan !== undefined && target.items().length <= moreItemsThan) return false;
  return dedupeIds === undefined || target.items().some((id) => id !== undefined && dedupeIds.includes(id));
}

/** Some faults only make sense at some endpoints, whatever they say they match. */
function appliesTo(fault: Fault, endpoint: EndpointName): boolean {
  const wanted = fault.match?.endpoint;
  if (wanted !== undefined && wanted !== endpoint) return false;
  switch (fault.kind) {
    case 'invalid_grant':
      return endpoint === 'token';
    case 'unauthorized':
    case 'forbidden':
      return endpoint !== 'token' && endpoint !== 'authorize';
    case 'items':
      return hasItems(endpoint);
    case 'lie':
      return !isItemLie(fault.lie) || isImport(endpoint);
    default:
      return true;
  }
}
