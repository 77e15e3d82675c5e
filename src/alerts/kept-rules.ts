import type { Json } from '../base/json.ts';
import type { Records } from '../catalog/records.ts';
import { type Rules, withUsual } from './kinds.ts';

const KEY = 'alert-rules';

/** The rules of a gateway, with the version that whoever changes them must have read; 0 while nobody has. Key: `alert-rules`. */
export class KeptRules {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  async get(): Promise<{ readonly rules: Rules; readonly version: number }> {
    const record = await this.#records.get(KEY);
    return { rules: withUsual((record?.value ?? {}) as Partial<Rules>), version: record?.version ?? 0 };
  }

  /** Keeps others. Resolves to their version; rejects with `record_conflict` where somebody else was first. */
  put(rules: Rules, version: number): Promise<number> {
    return this.#records.put(KEY, rules as unknown as Json, version === 0 ? 'absent' : version);
  }
}
