import { InvalidArgumentError } from 'commander';

/** Reads an http(s) address from a command line; without a slash at its end. */
export function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new InvalidArgumentError('must be an http(s) address, such as http://127.0.0.1:8080');
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError('must hold no user name and no password');
  }
  if (url.search !== '' || url.hash !== '') throw new InvalidArgumentError('must hold no "?" and no "#"');
  return text.trim().replace(/\/+$/, '');
}
