import { visibleJson, visibleLines } from '../base/visible.ts';

// What is printed holds words from outside (names of events, Amazon's own): none of them may do anything to the terminal, so all of it goes
// through here.

/** Prints a result; its line breaks are the command's own (table.ts). */
export function print(text: string): void {
  process.stdout.write(`${visibleLines(text)}\n`);
}

/** Prints a result as JSON. */
export function printJson(value: unknown): void {
  print(visibleJson(value, 2));
}

/** Prints one of several results, as a line of JSON. */
export function printJsonLine(value: unknown): void {
  print(visibleJson(value));
}

/** Tells the person something that is not the result; on standard error, so that results can be piped. */
export function tell(text: string): void {
  process.stderr.write(`${visibleLines(text)}\n`);
}
