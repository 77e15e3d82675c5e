import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../base/json.ts';
import type { Records } from '../catalog/records.ts';
import type { Config } from '../config/schema.ts';

type Wanted = Pick<Config, 'integrations' | 'pipelines'>;

interface Managed {
  readonly integrations: readonly string[];
  readonly pipelines: readonly string[];
}

/** The files that things come from: that which the gateway starts with, and those that are sent to it. */
export type Source = 'start' | 'sent';

const KEYS: Readonly<Record<Source, string>> = { start: 'file/managed', sent: 'file/sent' };

/**
 * The record of what came from files: what is no longer in its file goes, and what came otherwise stays. Each source is by itself: a
 * gateway that starts with an empty file keeps what was sent to it.
 */
export class FromFile {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** What this source brought and has no more, and no other source has. */
  async leftOut(
    wanted: Wanted,
    source: Source,
  ): Promise<{ readonly integrations: ReadonlySet<string>; readonly pipelines: ReadonlySet<string> }> {
    const [own, others] = [await this.#read(source), await this.#read(source === 'start' ? 'sent' : 'start')];
    const of = (kind: keyof Managed): ReadonlySet<string> =>
      new Set(own[kind].filter((name) => !Object.hasOwn(wanted[kind], name) && !others[kind].includes(name)));
    return { integrations: of('integrations'), pipelines: of('pipelines') };
  }

  /** Before anything is done: what a file brings is its own from then on, and what it brought before still is, until it is removed. */
  async begin(wanted: Wanted, source: Source): Promise<void> {
    const { integrations, pipelines } = await this.#read(source);
    await this.#write(source, {
      integrations: [...new Set([...integrations, ...Object.keys(wanted.integrations)])],
      pipelines: [...new Set([...pipelines, ...Object.keys(wanted.pipelines)])],
    });
  }

  /** When everything is done. */
  async end(wanted: Wanted, source: Source): Promise<void> {
    const managed = { integrations: Object.keys(wanted.integrations), pipelines: Object.keys(wanted.pipelines) };
    await this.#write(source, managed);
  }

  async #read(source: Source): Promise<Managed> {
    const record = await this.#records.get(KEYS[source]);
    return (record?.value as unknown as Managed | undefined) ?? { integrations: [], pipelines: [] };
  }

  async #write(source: Source, managed: Managed): Promise<void> {
    const before = await this.#read(source);
    if (isDeepStrictEqual(before, managed)) return;
    await this.#records.put(KEYS[source], managed as unknown as Json, 'any');
  }
}
