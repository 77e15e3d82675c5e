import type { Source } from './ledger.ts';

/** The most event names counted by themselves in one pipeline: names come from outside, and counters must not grow for ever. */
const MAX_NAMES = 500;
/** The most where those are many which a playbook maps by another spelling: what is noise must leave them room. */
const MAX_WITH_SPELLINGS: number = 2 * MAX_NAMES;
/** The most pairs of an event and a definition in one integration: a playbook may take definitions from events. */
const MAX_PAIRS = 1_000;
const OTHER = '(other)';

/** What is counted by itself, in bounds; what is beyond them is counted together, as `(other)`. */
export class SourceNames {
  readonly #names = new Map<string, Set<string>>();
  readonly #sources = new Map<string, Source>();
  /** How many sources with a definition an integration of a pipeline has. */
  readonly #pairs = new Map<string, number>();

  /** All sources so far. */
  get all(): Iterable<Source> {
    return this.#sources.values();
  }

  /**
   * Gives a name that a playbook maps as `mappedAs` counters of its own: the playbook's own spelling always (the configuration bounds
   * those), others as long as there is room.
   */
  admit(pipeline: string, event: string, mappedAs: string): void {
    const names = this.#namesOf(pipeline);
    if (event === mappedAs || names.size < MAX_WITH_SPELLINGS) names.add(event);
  }

  /** The source that something is counted under: the same object for the same one. `event` is empty where it is of none. */
  of(pipeline: string, integration: string, event: string, definition: string): Source {
    const known = this.#sources.get(keyOf(pipeline, integration, event, definition));
    return known ?? this.#bounded(pipeline, integration, event, definition);
  }

  /** Takes a source in that was counted before, whatever the bounds say. */
  keep(source: Source): void {
    const { pipeline, integration, event, definition } = source;
    if (event !== '' && event !== OTHER) this.#namesOf(pipeline).add(event);
    this.#sources.set(keyOf(pipeline, integration, event, definition), source);
    if (definition !== '') this.#countPair(`${pipeline}\n${integration}`);
  }

  #bounded(pipeline: string, integration: string, event: string, definition: string): Source {
    const name = this.#boundedName(pipeline, event);
    const pairs = this.#pairs.get(`${pipeline}\n${integration}`) ?? 0;
    const known =
      this.#sources.get(keyOf(pipeline, integration, name, definition)) ??
      (pairs < MAX_PAIRS ? undefined : this.#sources.get(keyOf(pipeline, integration, name, OTHER)));
    if (known !== undefined) return known;
    const source = { pipeline, integration, event: name, definition };
    const kept = definition === '' || pairs < MAX_PAIRS ? source : { ...source, definition: OTHER };
    this.keep(kept);
    return kept;
  }

  #boundedName(pipeline: string, event: string): string {
    if (event === '') return event;
    const names = this.#namesOf(pipeline);
    if (names.has(event)) return event;
    if (names.size >= MAX_NAMES) return OTHER;
    names.add(event);
    return event;
  }

  #namesOf(pipeline: string): Set<string> {
    const known = this.#names.get(pipeline);
    if (known !== undefined) return known;
    const names = new Set<string>();
    this.#names.set(pipeline, names);
    return names;
  }

  #countPair(of: string): void {
    this.#pairs.set(of, (this.#pairs.get(of) ?? 0) + 1);
  }
}

function keyOf(pipeline: string, integration: string, event: string, definition: string): string {
  return `${pipeline}\n${integration}\n${event}\n${definition}`;
}
