import { MINUTE } from '../base/durations.ts';
import { type Alert, type Finding, keyOf } from './alert.ts';

/** For how long nothing must be found until an alert is over. */
const CALM: number = 2 * MINUTE;

/** What came of a look. */
export interface Turn {
  readonly begun: readonly (Finding & { readonly since: number })[];
  /** Open alerts whose words are other ones by now. */
  readonly changed: readonly Alert[];
  readonly ended: readonly (Alert & { readonly until: number })[];
}

/**
 * Decides when alerts begin and end, look by look: one begins when something has been bad for as long as its rule says, and ends when nothing
 * has been found of it for two minutes. What is only near its threshold begins none, and ends none. What it has seen so far lives as long as
 * the process: after a restart that is waited for again.
 */
export class Course {
  /** Since when something is bad of which there is no alert yet, by its key. */
  readonly #bad = new Map<string, number>();
  /** Since when nothing is found of an open alert, by its key. */
  readonly #calm = new Map<string, number>();

  /** What changes, by what is found now. `now` is epoch milliseconds. */
  turn(open: readonly Alert[], findings: readonly Finding[], now: number): Turn {
    const found = new Map(findings.map((finding) => [keyOf(finding), finding]));
    const begun: Turn['begun'][number][] = [];
    const changed: Alert[] = [];
    const ended: Turn['ended'][number][] = [];
    for (const alert of open) {
      const key = keyOf(alert);
      const finding = found.get(key);
      found.delete(key);
      this.#bad.delete(key);
      if (finding === undefined) {
        const since = this.#since(this.#calm, key, now);
        if (now - since >= CALM) ended.push({ ...alert, state: 'over', until: since });
        continue;
      }
      this.#calm.delete(key);
      // What is near its threshold is told as it was when it was beyond.
      const { says, mend, path, level } = finding;
      if (level === 'bad' && says !== alert.says) changed.push({ ...alert, says, mend, path });
    }
    for (const key of [...this.#bad.keys()]) if (found.get(key)?.level !== 'bad') this.#bad.delete(key);
    for (const [key, finding] of found) {
      if (finding.level !== 'bad') continue;
      const since = this.#since(this.#bad, key, now);
      if (now - since >= finding.holds) begun.push({ ...finding, since });
    }
    const openKeys = new Set(open.map(keyOf));
    for (const key of [...this.#calm.keys()]) if (!openKeys.has(key)) this.#calm.delete(key);
    return { begun, changed, ended };
  }

  /** Never later than now: a clock may be set back. */
  #since(map: Map<string, number>, key: string, now: number): number {
    const since = Math.min(map.get(key) ?? now, now);
    map.set(key, since);
    return since;
  }
}
