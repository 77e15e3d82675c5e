const MADE = 'Made from the definitions in the source by `npm run reference`; a test runs every example.';

/** A page of the reference: its title, how it came to be, and its parts. */
export function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, MADE, ...parts].join('\n\n')}\n`;
}
