import { isDeepStrictEqual } from 'node:util';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { integrationJson } from './contents.ts';
import { everyRecord } from './every-record.ts';
import type { Author, IntegrationContent, IntegrationState, Revision } from './model.ts';
import { keyNumber, type Records, type StoredRecord } from './records.ts';

/** The integrations of the catalog, with their drafts and revisions. Keys: `integration/<name>`, `revision/<name>/<number>`. */
export class Integrations {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** All of them, by name. */
  async list(): Promise<readonly IntegrationState[]> {
    const records = await everyRecord(this.#records, 'integration/');
    return Promise.all(records.map((record) => this.#state(record)));
  }

  async get(name: string): Promise<IntegrationState | undefined> {
    const record = await this.#records.get(`integration/${name}`);
    return record && this.#state(record);
  }

  /** Makes an integration with its first draft. Rejects with `exists` where there is one of that name. */
  async create(name: string, draft: IntegrationContent): Promise<IntegrationState> {
    try {
      await this.#records.put(`integration/${name}`, integrationJson(draft), 'absent');
    } catch (error) {
      if (error instanceof DspatchError && error.code === 'record_conflict') {
        throw new DspatchError('exists', `there is an integration "${name}" already: choose another name`);
      }
      throw error;
    }
    return this.need(name);
  }

  /** Saves the draft. Rejects with `record_conflict` where it is not the version that was read. */
  async saveDraft(name: string, draft: IntegrationContent, version: number): Promise<IntegrationState> {
    await this.need(name);
    await this.#records.put(`integration/${name}`, integrationJson(draft), version);
    return this.need(name);
  }

  /** Changes the draft as it is now, whoever else changes it. */
  async changeDraft(
    name: string,
    change: (draft: IntegrationContent) => IntegrationContent,
  ): Promise<IntegrationState> {
    for (;;) {
      const state = await this.need(name);
      const draft = change(state.draft);
      if (isSame(draft, state.draft)) return state;
      try {
        return await this.saveDraft(name, draft, state.version);
      } catch (error) {
        if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      }
    }
  }

  /**
   * Keeps the draft, or what else is given, as the next revision; gives the newest one where that says the same. The numbers of two
   * who save at once follow each other.
   */
  async saveRevision(
    name: string,
    author: Author,
    note: string,
    at: number,
    given?: IntegrationContent,
  ): Promise<Revision> {
    for (;;) {
      const { draft, latest } = await this.need(name);
      const { kit, parameters, playbook } = given ?? draft;
      const content = { kit, parameters, playbook };
      const last = latest === 0 ? undefined : await this.revision(name, latest);
      if (last !== undefined && isSame(last, content)) return last;
      const revision: Revision = { ...content, integration: name, number: latest + 1, author, note, at };
      try {
        await this.#records.put(revisionKey(name, revision.number), revision as unknown as Json, 'absent');
        return revision;
      } catch (error) {
        if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      }
    }
  }

  /** A revision. Rejects with `not_found` where there is none of that number. */
  async revision(name: string, number: number): Promise<Revision> {
    const record = await this.#records.get(revisionKey(name, number));
    if (record !== undefined) return record.value as unknown as Revision;
    throw new DspatchError('not_found', `the integration "${name}" has no revision ${number}`);
  }

  /** Revisions, the newest first; `before` a number. */
  async revisions(name: string, limit: number, before?: number): Promise<readonly Revision[]> {
    const after = before === undefined ? undefined : revisionKey(name, before);
    const records = await this.#records.list(`revision/${name}/`, { limit, after, backwards: true });
    return records.map((record) => record.value as unknown as Revision);
  }

  /** Removes an integration. Its revisions stay: deployments tell of them. The caller sees to it that none runs, and to its secrets. */
  async remove(name: string): Promise<void> {
    await this.need(name);
    await this.#records.remove(`integration/${name}`);
  }

  /** The integration. Rejects with `not_found` where there is none. */
  async need(name: string): Promise<IntegrationState> {
    const state = await this.get(name);
    if (state !== undefined) return state;
    throw new DspatchError('not_found', `there is no integration "${name}"`);
  }

  async #state({ key, version, value }: StoredRecord): Promise<IntegrationState> {
    const name = key.slice('integration/'.length);
    const [latest] = await this.revisions(name, 1);
    return { name, draft: value as unknown as IntegrationContent, version, latest: latest?.number ?? 0 };
  }
}

/** Whether two contents say the same. */
export function isSame(a: IntegrationContent, b: IntegrationContent): boolean {
  return isDeepStrictEqual(integrationJson(a), integrationJson(b));
}

function revisionKey(name: string, number: number): string {
  return `revision/${name}/${keyNumber(number)}`;
}
