import { didYouMean, nearest } from '../base/problem.ts';
import type { OutputKey } from './compile.ts';

/** Where an output key belongs: by itself, or as a member of a family. */
export interface KeyPlace {
  readonly family: string;
  /** Undefined for a key by itself. */
  readonly member: string | undefined;
  /** The kit's own: the family's, for a member. */
  readonly output: OutputKey;
}

/** Knows the output keys of a kit by the names that playbooks use. */
export class KeyPlaces {
  readonly #plain: ReadonlyMap<string, OutputKey>;
  readonly #families: ReadonlyMap<string, OutputKey>;
  readonly #names: readonly string[];

  constructor(outputKeys: readonly OutputKey[]) {
    const isFamily = (key: OutputKey): boolean => key.name.endsWith('.*');
    this.#plain = new Map(outputKeys.filter((key) => !isFamily(key)).map((key) => [key.name, key]));
    this.#families = new Map(outputKeys.filter(isFamily).map((key) => [key.name.slice(0, -2), key]));
    this.#names = outputKeys.flatMap((key) =>
      isFamily(key) ? (key.members ?? []).map((member) => `${key.name.slice(0, -1)}${member}`) : [key.name],
    );
  }

  /** Where a name belongs; undefined for one that is no output key. */
  of(key: string): KeyPlace | undefined {
    const plain = this.#plain.get(key);
    if (plain !== undefined) return { family: key, member: undefined, output: plain };
    const dot = key.indexOf('.');
    const family = this.#families.get(key.slice(0, dot));
    const member = key.slice(dot + 1);
    const isMember = family !== undefined && (family.members === undefined || family.members.includes(member));
    return dot > 0 && isMember ? { family: key.slice(0, dot), member, output: family } : undefined;
  }

  /** The output key that was probably meant by a name that is none. */
  nearest(key: string): string | undefined {
    return nearest(key, this.#names);
  }

  /** What is wrong with a name, and what would be right; undefined for an output key. */
  refusal(key: string): string | undefined {
    const { member, output } = this.of(key) ?? {};
    if (member !== undefined && output?.memberForm?.regex.test(member) === false)
      return `"${member}" ${output.memberForm.says}`;
    if (output !== undefined) return undefined;
    const near = didYouMean(key, this.#names);
    const says = `"${key}" is not an output key of this kit${near}`;
    return near === '' ? `${says}: a section holds allow, deny and output keys, each with its input` : says;
  }
}
