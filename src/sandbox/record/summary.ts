import type { EndpointName } from '../http/endpoint-name.ts';
import type { ImportApi } from './accepted-event.ts';

/** Everything counted since the start or the last reset. Nothing here is bounded by `keep`. */
export interface Summary {
  /** Requests by endpoint, then by status of the answer; `none` when no answer was sent. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Items accepted, duplicates included. */
  readonly accepted: number;
  readonly acceptedByApi: Readonly<Record<ImportApi, number>>;
  /** Accepted items whose dedupe id had been accepted before. */
  readonly duplicates: number;
  /** Accepted items that carried no dedupe id. */
  readonly withoutDedupeId: number;
  /** Items refused in a 207, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Different dedupe ids accepted, each account's counted by itself. */
  readonly uniqueDedupeIds: number;
  /** Accepted items whose dedupe id found no room (`keepIds`): while this is 0, the other counts are exact. */
  readonly forgottenDedupeIds: number;
}

/** The counters behind the summary. */
export class Counters {
  #requests = new Map<string, Map<string, number>>();
  #refused = new Map<string, number>();
  #accepted: Record<ImportApi, number> = { dsp_v1: 0, ads_v1: 0 };
  #duplicates = 0;
  #withoutDedupeId = 0;

  request(endpoint: EndpointName, status: number | null): void {
    const byStatus = this.#requests.get(endpoint) ?? new Map<string, number>();
    bump(byStatus, status === null ? 'none' : String(status));
    this.#requests.set(endpoint, byStatus);
  }

  accepted(api: ImportApi, duplicate: boolean, hasId: boolean): void {
    this.#accepted[api] += 1;
    if (duplicate) this.#duplicates += 1;
    if (!hasId) this.#withoutDedupeId += 1;
  }

  refused(code: string): void {
    bump(this.#refused, code);
  }

  clear(): void {
    this.#requests.clear();
    this.#refused.clear();
    this.#accepted = { dsp_v1: 0, ads_v1: 0 };
    this.#duplicates = 0;
    this.#withoutDedupeId = 0;
  }

  summary(uniqueDedupeIds: number, forgottenDedupeIds: number): Summary {
    return {
      requests: Object.fromEntries([...this.#requests].map(([name, counts]) => [name, Object.fromEntries(counts)])),
      accepted: this.#accepted.dsp_v1 + this.#accepted.ads_v1,
      acceptedByApi: { ...this.#accepted },
      duplicates: this.#duplicates,
      withoutDedupeId: this.#withoutDedupeId,
      refused: Object.fromEntries(this.#refused),
      uniqueDedupeIds,
      forgottenDedupeIds,
    };
  }
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
