import type { Event } from '../event/event.ts';
import type { Comparison, Difference } from '../pipeline/compare.ts';
import { print } from './output.ts';
import { table } from './table.ts';

/** One event under one kit, as `dspatch map` prints it. */
interface Side {
  readonly status: 'mapped' | 'dropped';
  readonly reason?: string;
}

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

  add(integration: string, event: Event, before: Side, after: Side, { same, different }: Comparison): void {
    const [older, newer] = this.#kits;
    const { messageId, name } = event;
    this.#events += 1;
    const result = `${resultOf(before)} -> ${resultOf(after)}`;
    this.#results.set(result, (this.#results.get(result) ?? 0) + 1);
    for (const { what } of different) this.#differs.set(what, (this.#differs.get(what) ?? 0) + 1);
    if (this.#json) {
      print(JSON.stringify({ messageId, event: name, integration, [older]: before, [newer]: after, same, different }));
      return;
    }
    print(`${messageId}  ${name}  (${integration})`);
    print(indented(table(['', older, newer], different.map(rowOf))));
    print(`  the same in both: ${same.join(', ') || 'nothing'}\n`);
  }

  unreadable(line: number, message: string): void {
    print(this.#json ? JSON.stringify({ line, problem: message }) : `line ${line}: ${message}\n`);
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
