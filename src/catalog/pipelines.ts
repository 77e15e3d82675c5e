import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { OneByOne } from '../base/one-by-one.ts';
import { everyRecord } from './every-record.ts';
import type { Author, Deployment, PipelineContent, PipelineState, WriteKey } from './model.ts';
import { keyNumber, type Records, type StoredRecord } from './records.ts';

/** What a pipeline's record holds. */
interface Kept {
  readonly writeKeys: readonly WriteKey[];
  readonly draft: PipelineContent;
  /** The last deployment of an earlier pipeline of this name, which is not this one's. */
  readonly inherited: number;
}

/** Who deploys, when, and what they say. */
export interface DeploymentAbout {
  readonly author: Author;
  readonly note: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rollbackOf?: number | undefined;
}

/** What a pipeline runs before anything is deployed. */
export const EMPTY: PipelineContent = { integrations: [], variables: {} };

/**
 * The pipelines of the catalog: write keys, drafts, deployments. Keys: `pipeline/<name>`, `deployment/<pipeline>/<number>`; a pipeline's
 * last deployment is what runs, so deploying is one write.
 */
export class Pipelines {
  readonly #records: Records;
  /** Write keys are looked for in all pipelines before they are given out: nobody else gives any out meanwhile. */
  readonly #keys = new OneByOne();

  constructor(records: Records) {
    this.#records = records;
  }

  /** All of them, by name. */
  async list(): Promise<readonly PipelineState[]> {
    const records = await everyRecord(this.#records, 'pipeline/');
    return Promise.all(records.map((record) => this.#state(record)));
  }

  async get(name: string): Promise<PipelineState | undefined> {
    const record = await this.#records.get(`pipeline/${name}`);
    return record && this.#state(record);
  }

  /** The pipeline. Rejects with `not_found` where there is none. */
  async need(name: string): Promise<PipelineState> {
    const state = await this.get(name);
    if (state !== undefined) return state;
    throw missing(name);
  }

  /** Makes a pipeline with nothing attached. Rejects with `exists` where there is one of that name. */
  create(name: string, writeKeys: readonly WriteKey[]): Promise<PipelineState> {
    return this.#keys.do('write keys', () => this.#create(name, writeKeys));
  }

  async #create(name: string, writeKeys: readonly WriteKey[]): Promise<PipelineState> {
    await this.#refuseTaken(writeKeys, name);
    try {
      const [last] = await this.deployments(name, 1);
      await this.#put(name, { writeKeys, draft: EMPTY, inherited: last?.number ?? 0 }, 'absent');
    } catch (error) {
      if (error instanceof DspatchError && error.code === 'record_conflict') {
        throw new DspatchError('exists', `there is a pipeline "${name}" already: choose another name`);
      }
      throw error;
    }
    return this.need(name);
  }

  /** Saves the draft. Rejects with `record_conflict` where it is not the version that was read. */
  async saveDraft(name: string, draft: PipelineContent, version: number): Promise<PipelineState> {
    const { kept } = await this.#read(name);
    await this.#put(name, { ...kept, draft }, version);
    return this.need(name);
  }

  /** Changes the write keys, at once for all senders. Rejects with `exists` for a key that is another pipeline's. */
  changeWriteKeys(name: string, change: (keys: readonly WriteKey[]) => readonly WriteKey[]): Promise<PipelineState> {
    return this.#keys.do('write keys', () => this.#changeWriteKeys(name, change));
  }

  async #changeWriteKeys(
    name: string,
    change: (keys: readonly WriteKey[]) => readonly WriteKey[],
  ): Promise<PipelineState> {
    for (;;) {
      const { kept, version } = await this.#read(name);
      const writeKeys = change(kept.writeKeys);
      if (isDeepStrictEqual(writeKeys, kept.writeKeys)) return this.need(name);
      await this.#refuseTaken(writeKeys, name);
      try {
        await this.#put(name, { ...kept, writeKeys }, version);
        return this.need(name);
      } catch (error) {
        if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      }
    }
  }

  /**
   * Records that the pipeline runs this from now on, in the place of what ran when `state` was read. What it holds was checked before.
   * Rejects with `record_conflict` where something else was deployed since: what was looked at does not run any more.
   */
  async deploy(
    { name, live }: Pick<PipelineState, 'name' | 'live'>,
    { integrations, variables }: PipelineContent,
    { author, note, at, rollbackOf }: DeploymentAbout,
  ): Promise<Deployment> {
    const { inherited } = (await this.#read(name)).kept;
    const deployment: Deployment = {
      ...{ pipeline: name, number: Math.max(live?.number ?? 0, inherited) + 1, integrations, variables },
      ...{ author, note, at, ...(rollbackOf === undefined ? {} : { rollbackOf }) },
    };
    try {
      await this.#records.put(deploymentKey(name, deployment.number), deployment as unknown as Json, 'absent');
    } catch (error) {
      if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      const message = `somebody else has deployed the pipeline "${name}" meanwhile: look at what runs now`;
      throw new DspatchError('record_conflict', message);
    }
    return deployment;
  }

  /** A deployment. Rejects with `not_found` where there is none of that number. */
  async deployment(name: string, number: number): Promise<Deployment> {
    const record = await this.#records.get(deploymentKey(name, number));
    if (record !== undefined) return record.value as unknown as Deployment;
    throw new DspatchError('not_found', `the pipeline "${name}" has no deployment ${number}`);
  }

  /** Deployments, the newest first; `before` a number. */
  async deployments(name: string, limit: number, before?: number): Promise<readonly Deployment[]> {
    const after = before === undefined ? undefined : deploymentKey(name, before);
    const records = await this.#records.list(`deployment/${name}/`, { limit, after, backwards: true });
    return records.map((record) => record.value as unknown as Deployment);
  }

  /** Removes a pipeline: its write keys are unknown from then on. Its deployments stay on record. */
  async remove(name: string): Promise<void> {
    await this.need(name);
    await this.#records.remove(`pipeline/${name}`);
  }

  async #read(name: string): Promise<{ readonly kept: Kept; readonly version: number }> {
    const record = await this.#records.get(`pipeline/${name}`);
    if (record === undefined) throw missing(name);
    return { kept: record.value as unknown as Kept, version: record.version };
  }

  async #refuseTaken(writeKeys: readonly WriteKey[], name: string): Promise<void> {
    for (const other of await this.list()) {
      if (other.name === name) continue;
      const taken = writeKeys.find(({ key }) => other.writeKeys.some((known) => known.key === key));
      if (taken !== undefined) {
        throw new DspatchError(
          'exists',
          `the write key belongs to the pipeline "${other.name}": each is one pipeline’s`,
        );
      }
    }
  }

  async #put(name: string, kept: Kept, expected: 'absent' | number): Promise<void> {
    await this.#records.put(`pipeline/${name}`, kept as unknown as Json, expected);
  }

  async #state({ key, version, value }: StoredRecord): Promise<PipelineState> {
    const name = key.slice('pipeline/'.length);
    const { writeKeys, draft, inherited } = value as unknown as Kept;
    const [last] = await this.deployments(name, 1);
    const live = last !== undefined && last.number > inherited ? last : undefined;
    return { name, writeKeys, draft, version, live };
  }
}

function missing(name: string): DspatchError {
  return new DspatchError('not_found', `there is no pipeline "${name}"`);
}

function deploymentKey(name: string, number: number): string {
  return `deployment/${name}/${keyNumber(number)}`;
}

/** A new write key: 24 characters, of which nobody guesses one. */
export function newWriteKey(at: number): WriteKey {
  return { key: randomBytes(18).toString('base64url'), createdAt: at };
}
