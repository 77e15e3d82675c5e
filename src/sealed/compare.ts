import { sha256 } from '../identity/hash.ts';
import { RAW_TYPES } from '../identity/key-value.ts';
import { compare } from '../pipeline/compare.ts';
import type { Integration, Mapped } from '../pipeline/integration.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { readsBeyond } from './reads.ts';
import type { KeptEvent } from './sealed-events.ts';

/** What another pipeline makes of an event in one integration: the same; another conversion or reason; one that there was not; none any more. */
export const CHANGES = ['same', 'changed', 'appear', 'vanish'] as const;
export type Change = (typeof CHANGES)[number];
export type Changes = Readonly<Record<Change, number>>;

/** One thing that both say otherwise, as text for people; undefined: it says nothing of it. */
export interface ChangedKey {
  readonly what: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One event that would come to something else, in one integration. */
export interface ComparedExample {
  readonly messageId: string;
  readonly event: string;
  readonly integration: string;
  readonly receivedAt: number;
  readonly change: Exclude<Change, 'same'>;
  readonly keys: readonly ChangedKey[];
}

/** What two pipelines make of the same events. Counted are events in integrations. */
export interface ComparedPipelines {
  readonly events: number;
  readonly total: Changes;
  readonly byEvent: readonly ({ readonly event: string; readonly integration: string } & Changes)[];
  /** Which output keys (and what else is said of a conversion) are others in those that change, and in how many. */
  readonly keys: readonly { readonly key: string; readonly n: number }[];
  readonly examples: readonly ComparedExample[];
  /** What playbooks read and sealed copies do not have: there the real events may come to something else. */
  readonly notKept: readonly {
    readonly integration: string;
    readonly section: string;
    readonly places: readonly string[];
  }[];
}

const MOST_EXAMPLES = 50;
/** How many of one kind, of one name in one integration: a difference that all have is seen in a few of them. */
const MOST_ALIKE = 5;
/** How many events are mapped before others have their turn. */
const TURN = 25;

/** How events are compared. */
export interface CompareOptions {
  readonly integration?: string | undefined;
  readonly turn?: () => Promise<unknown>;
  readonly signal?: AbortSignal;
}

/**
 * Maps sealed events by two pipelines, each at the time when it came, and tells what differs. Of an event that counts several times, the keys are those
 * of the first. `integration`: in that alone. `turn` lets others have theirs between some events.
 */
export async function comparePipelines(
  events: readonly KeptEvent[],
  live: Pipeline,
  draft: Pipeline,
  { integration: only, turn, signal }: CompareOptions = {},
): Promise<ComparedPipelines> {
  const tally = new Tally();
  const pairs = pairsOf(live, draft).filter(({ name }) => only === undefined || name === only);
  for (const [i, event] of events.entries()) {
    if (i % TURN === 0) await turn?.();
    signal?.throwIfAborted();
    for (const pair of pairs) tally.add(event, pair);
  }
  return tally.result(events.length);
}

/** An integration as it is in both pipelines. */
interface Pair {
  readonly name: string;
  readonly before: Integration | undefined;
  readonly after: Integration | undefined;
}

function pairsOf(live: Pipeline, draft: Pipeline): readonly Pair[] {
  const names = new Set([...live.integrations, ...draft.integrations].map(({ name }) => name));
  const inside = (pipeline: Pipeline, name: string): Integration | undefined =>
    pipeline.integrations.find((each) => each.name === name);
  return [...names].map((name) => ({ name, before: inside(live, name), after: inside(draft, name) }));
}

class Tally {
  readonly #byEvent = new Map<string, { event: string; integration: string } & Record<Change, number>>();
  readonly #keys = new Map<string, number>();
  readonly #examples: ComparedExample[] = [];
  readonly #alike = new Map<string, number>();
  readonly #notKept = new Map<string, ComparedPipelines['notKept'][number]>();

  add(
    { copy: { event }, messageId, event: name, receivedAt }: KeptEvent,
    { name: integration, before, after }: Pair,
  ): void {
    const [was, is] = [before?.map(event, receivedAt), after?.map(event, receivedAt)];
    for (const one of [before, after]) if (one !== undefined) this.#noteReads(one, event.name);
    const change = changeOf(was, is);
    const key = `${name}\n${integration}`;
    const counts = this.#byEvent.get(key) ?? { event: name, integration, same: 0, changed: 0, appear: 0, vanish: 0 };
    counts[change] += 1;
    this.#byEvent.set(key, counts);
    if (change === 'same') return;
    const keys = changedKeys(before, was, after, is);
    if (change === 'changed') for (const { what } of keys) this.#keys.set(what, (this.#keys.get(what) ?? 0) + 1);
    const alike = `${key}\n${change}\n${keys.map(({ what }) => what).join()}`;
    this.#alike.set(alike, (this.#alike.get(alike) ?? 0) + 1);
    if (this.#examples.length >= MOST_EXAMPLES || (this.#alike.get(alike) ?? 0) > MOST_ALIKE) return;
    this.#examples.push({ messageId, event: name, integration, receivedAt, change, keys });
  }

  #noteReads({ name: integration, playbook }: Integration, event: string): void {
    const section = playbook.section(event);
    if (section === undefined) return;
    const places = readsBeyond(section);
    if (places.length === 0) return;
    const key = `${integration}\n${section.name}`;
    const known = this.#notKept.get(key)?.places ?? [];
    const all = [...new Set([...known, ...places])];
    this.#notKept.set(key, { integration, section: section.name, places: all });
  }

  result(events: number): ComparedPipelines {
    const byEvent = [...this.#byEvent.values()].sort((a, b) => sumOf(b) - sumOf(a) || (a.event < b.event ? -1 : 1));
    const total = { same: 0, changed: 0, appear: 0, vanish: 0 };
    for (const counts of byEvent) for (const change of CHANGES) total[change] += counts[change];
    const keys = [...this.#keys].sort(([, a], [, b]) => b - a).map(([key, n]) => ({ key, n }));
    return { events, total, byEvent, keys, examples: this.#examples, notKept: [...this.#notKept.values()] };
  }
}

function sumOf(changes: Changes): number {
  return CHANGES.reduce((sum, change) => sum + changes[change], 0);
}

function changeOf(was: Mapped | undefined, is: Mapped | undefined): Change {
  const [before, after] = [was?.deliveries ?? [], is?.deliveries ?? []];
  if (before.length === 0 && after.length === 0) return was?.drop?.reason === is?.drop?.reason ? 'same' : 'changed';
  if (before.length === 0) return 'appear';
  if (after.length === 0) return 'vanish';
  const isSame = before.length === after.length && before.every(({ wire }, i) => wire === after[i]?.wire);
  return isSame ? 'same' : 'changed';
}

const ABSENT = 'not attached';

function changedKeys(
  before: Integration | undefined,
  was: Mapped | undefined,
  after: Integration | undefined,
  is: Mapped | undefined,
): readonly ChangedKey[] {
  if (before === undefined || was === undefined) return [{ what: 'result', before: ABSENT, after: resultOf(is) }];
  if (after === undefined || is === undefined) return [{ what: 'result', before: resultOf(was), after: ABSENT }];
  const { different } = compare({ by: before, mapped: was }, { by: after, mapped: is });
  const shown = different.map(({ what, before: one, after: other }) => ({
    ...{ what, before: shownValue(what, one), after: shownValue(what, other) },
  }));
  return shown.length > 0 ? shown : [{ what: 'further conversions', before: undefined, after: undefined }];
}

function resultOf(mapped: Mapped | undefined): string {
  return mapped?.drop === undefined ? 'mapped' : `dropped: ${mapped.drop.reason}`;
}

/** What is sent as it is, and may tell of a person. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  ...RAW_TYPES,
  'MATCH_ID',
  'user agent',
  'measurement tokens',
  'ad event key',
]);
const DIGEST = /^[0-9a-f]{64}$/;

/** A value for people: of what is sent raw, no more than whether it is another. */
function shownValue(what: string, value: string | undefined): string | undefined {
  if (value === undefined || !NOT_SHOWN.has(what) || DIGEST.test(value)) return value;
  return `(not shown: sha256 ${sha256(value).slice(0, 8)})`;
}
