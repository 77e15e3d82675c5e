import { InvalidArgumentError } from 'commander';

/** Reads a number of things, or the number of one, from a command line. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('must be a whole number from 1 up');
  return number;
}
