import { DspatchError } from '../base/errors.ts';
import type { PipelineState, WriteKey } from '../catalog/model.ts';
import type { Config } from '../config/schema.ts';

type Pipelines = Config['pipelines'];

/** The write keys that a file gives to other pipelines than this one. */
export function keysElsewhere(wanted: Pipelines, name: string): ReadonlySet<string> {
  const others = Object.entries(wanted).filter(([other]) => other !== name);
  return new Set(others.flatMap(([, { writeKeys }]) => writeKeys));
}

/**
 * How many write keys of a pipeline come and go, where a file says which it has. One that ends by itself is left to its time, for its
 * senders are changing over; unless another pipeline is to have it. A new pipeline begins with those that nobody has yet.
 */
export function keyChanges(
  state: PipelineState | undefined,
  keys: readonly string[],
  elsewhere: ReadonlySet<string>,
  states: readonly PipelineState[],
): { readonly added: number; readonly ended: number } {
  if (state === undefined) {
    const held = keysHeld(states);
    return { added: keys.filter((key) => held.has(key)).length, ended: 0 };
  }
  const staying = state.writeKeys.filter(({ endsAt }) => endsAt === undefined).map(({ key }) => key);
  const ended = state.writeKeys.filter(
    ({ key, endsAt }) => !keys.includes(key) && (endsAt === undefined || elsewhere.has(key)),
  );
  return { added: keys.filter((key) => !staying.includes(key)).length, ended: ended.length };
}

/** The write keys a pipeline can have at this moment: those of the file which no other pipeline has, and those that end by themselves. */
export function keysNow(
  wanted: Pipelines,
  name: string,
  known: readonly WriteKey[],
  states: readonly PipelineState[],
  at: number,
): readonly WriteKey[] {
  const keys = wanted[name]?.writeKeys ?? [];
  const elsewhere = keysElsewhere(wanted, name);
  const held = keysHeld(states.filter((other) => other.name !== name));
  const ending = known.filter(
    ({ key, endsAt }) => endsAt !== undefined && endsAt > at && !keys.includes(key) && !elsewhere.has(key),
  );
  const staying = keys
    .filter((key) => !held.has(key))
    .map((key) => known.find((old) => old.key === key && old.endsAt === undefined) ?? { key, createdAt: at });
  return [...ending, ...staying];
}

/** Rejects, before anything is done, a file that wants write keys of pipelines which it neither has nor removes. */
export function refuseHeld(wanted: Pipelines, states: readonly PipelineState[], removed: ReadonlySet<string>): void {
  const others = states.filter(({ name }) => !Object.hasOwn(wanted, name) && !removed.has(name));
  const messages = Object.entries(wanted).flatMap(([name, { writeKeys }]) =>
    others
      .filter((other) => other.writeKeys.some(({ key }) => writeKeys.includes(key)))
      .map((other) => `pipelines.${name}.writeKeys: one of them belongs to the pipeline "${other.name}"`),
  );
  if (messages.length === 0) return;
  throw new DspatchError('exists', `${messages.join('; ')}: each write key is one pipeline’s`);
}

function keysHeld(states: readonly PipelineState[]): ReadonlySet<string> {
  return new Set(states.flatMap(({ writeKeys }) => writeKeys.map(({ key }) => key)));
}
