import { DspatchError } from '../../base/errors.ts';
import { didYouMean, squash } from '../../base/problem.ts';

/**
 * What an option names: by its name, whatever its case and signs, or by its id. Throws `usage` where there is none, or several of the
 * same name, with what there is.
 */
export function named<T extends { readonly id: string; readonly name: string }>(
  option: string,
  wanted: string,
  list: readonly T[],
): T {
  const byId = list.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const exact = list.filter(({ name }) => name === wanted);
  const found = exact.length > 0 ? exact : list.filter(({ name }) => squash(name) === squash(wanted));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new DspatchError('usage', `${option}: "${wanted}" names several: give its id instead, one of ${ids}`);
  }
  const names = list.map(({ name }) => name);
  const near = didYouMean(wanted, names);
  const shown =
    near === '' ? `; there ${names.length === 0 ? 'is none' : `are ${names.slice(0, 20).join(', ')}`}` : near;
  throw new DspatchError('usage', `${option}: there is no "${wanted}"${shown}`);
}
