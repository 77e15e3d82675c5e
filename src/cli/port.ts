import { InvalidArgumentError } from 'commander';

/** Reads a port from a command line; 0 is any free one. */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('must be from 0 to 65535');
  return number;
}
