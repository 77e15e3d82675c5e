import { visible } from '../base/visible.ts';
import type { Event } from '../event/event.ts';
import type { Comparison, Difference } from '../pipeline/compare.ts';
import { print, printJsonLine } from './output.ts';
import { table } from './table.ts';

/** One event under one kit, as `dspatch map` prints it. */
interface Side {
  readonly status: 'mapped' | 'dropped';
  readonly reason?: string;
  readonly detail?: string;
}

/** What a comparison calls that. */
const RESULT = 'result';

/** The widest that a value is shown: what differs in two hashes is seen by their beginnings. */
const WIDTH = 44;

/** What `dspatch map --compare` prints: each event under two kits side by side, and in the end what moving from one to the other means. */
export class ComparisonReport {
  readonly #kits: readonly [string, string];
  readonly #json: boolean;
  /** How often each pair of results came up: `mapped -> dropped: consent_missing`. */
  readonly #results = new Map<string, number>();
  /** In how many events each thing differs. */
  readonly #differs = new Map<string, number>();
  #events = 0;

  constructor(kits: readonly [string, string], json: boolean) {
    this.#kits = kits;
    this.#json = json;
  }

  add(integration: string, event: Event, before: Side, after: Side, comparison: Comparison): void {
    const { same, different, absent } = comparison;
    const [older, newer] = this.#kits;
    const { messageId, name } = event;
    this.#events += 1;
    const result = `${resultOf(before)} -> ${resultOf(after)}`;
    this.#results.set(result, (this.#results.get(result) ?? 0) + 1);
    for (const { what } of different) this.#differs.set(what, (this.#differs.get(what) ?? 0) + 1);
    if (this.#json) {
      const about = { messageId, event: name, integration, [older]: before, [newer]: after };
      printJsonLine({ ...about, same, different, absent });
      return;
    }
    print(`${messageId}  ${name}  (${integration})`);
    for (const line of this.#resultLines(before, after)) print(`  ${line}`);
    // What became of it stands above, in full.
    const others = different.filter(({ what }) => what !== RESULT);
    if (others.length > 0) print(indented(table(['', older, newer], others.map(rowOf))));
    for (const { what, from, why } of absent) print(`  no ${what} with ${from === 'before' ? older : newer}: ${why}`);
    const equal = same.filter((what) => what !== RESULT);
    print(equal.length === 0 ? '' : `  the same in both: ${equal.join(', ')}\n`);
  }

  /** What became of the event under both kits: one line where that is the same. */
  #resultLines(before: Side, after: Side): string[] {
    const [one, other] = [inFull(before), inFull(after)];
    if (one === other) return [`both: ${one}`];
    const width = Math.max(...this.#kits.map((kit) => kit.length)) + 1;
    return [one, other].map((text, i) => `${`${this.#kits[i]}:`.padEnd(width)} ${text}`);
  }

  unreadable(line: number, message: string): void {
    if (this.#json) printJsonLine({ line, problem: message });
    else print(`line ${line}: ${message}\n`);
  }

  /** `left` are the settings that the newer kit does not know. */
  end(left: ReadonlySet<string>): void {
    if (this.#json) return;
    print(`${this.#events} compared, ${this.#kits.join(' -> ')}:`);
    for (const [result, n] of [...this.#results].sort(([, a], [, b]) => b - a)) print(`  ${n}  ${result}`);
    const differs = [...this.#differs].map(([what, n]) => `${what} (${n})`);
    if (differs.length > 0) print(`They differ in: ${differs.join(', ')}`);
    if (left.size > 0) print(`Not needed any more: ${[...left].join(', ')}`);
    print(MOVING);
  }
}

function resultOf({ status, reason }: Side): string {
  return status === 'mapped' ? 'mapped' : `dropped: ${reason}`;
}

function inFull(side: Side): string {
  return side.detail === undefined ? resultOf(side) : `${resultOf(side)} (${visible(side.detail)})`;
}

function rowOf({ what, before, after }: Difference): string[] {
  return [what, short(before), short(after)];
}

function short(text: string | undefined): string {
  if (text === undefined) return '-';
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 3)}...`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

const MOVING = `
To move: give the integration the kit amazon-dsp-events and a DATA_SET_NAME. Definition ids fall away: Amazon makes the
definitions itself, by name, type, source and data set. Events that are yours need a conversionType in their section.
Dedupe ids stay the same, so while both run side by side Amazon counts each event once.`;
