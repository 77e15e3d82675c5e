import { writeIsoTime } from '../rules/iso-time.ts';
import type { Definition, DefinitionFields } from './definition.ts';
import { seedDefinitions } from './seeds.ts';

/** The conversion definitions of every account. */
export class Definitions {
  #byAccount: Map<string, Map<string, Definition>>;
  #created = 0;

  constructor(now: number) {
    this.#byAccount = seedDefinitions(now);
  }

  /** Back to the seeds. */
  reset(now: number): void {
    this.#byAccount = seedDefinitions(now);
  }

  /** An account's definitions in the order they were made. */
  list(accountId: string): Definition[] {
    return [...(this.#byAccount.get(accountId)?.values() ?? [])];
  }

  find(accountId: string, id: string): Definition | undefined {
    return this.#byAccount.get(accountId)?.get(id);
  }

  /** Adds a definition under a new 18-digit id. */
  add(accountId: string, fields: DefinitionFields, now: number): Definition {
    const time = writeIsoTime(now);
    this.#created += 1;
    const made: Definition = {
      conversionDefinitionId: `58${String(this.#created).padStart(16, '0')}`,
      ...fields,
      createTime: time,
      lastUpdatedTime: time,
      createdBy: { accountId, name: 'sandbox' },
    };
    this.#put(accountId, made);
    return made;
  }

  /** Changes the given fields. False when there is no such definition. */
  update(accountId: string, id: string, fields: Partial<DefinitionFields>, now: number): boolean {
    const found = this.find(accountId, id);
    if (found === undefined) return false;
    this.#put(accountId, { ...found, ...fields, lastUpdatedTime: writeIsoTime(now) });
    return true;
  }

  /** Notes that an event was imported: the one sign of life the management API shows (fact sheet 7). */
  touch(accountId: string, id: string, now: number): void {
    const found = this.find(accountId, id);
    if (found !== undefined) this.#put(accountId, { ...found, lastActivityTime: writeIsoTime(now) });
  }

  #put(accountId: string, definition: Definition): void {
    const own = this.#byAccount.get(accountId) ?? new Map<string, Definition>();
    own.set(definition.conversionDefinitionId, definition);
    this.#byAccount.set(accountId, own);
  }
}
