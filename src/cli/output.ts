import { visible, visibleJson, visibleLines } from '../base/visible.ts';

// What is printed holds words from outside (names of events, Amazon's own): none of them may do anything to the terminal, so all of it goes
// through here.

/** Prints a result; its line breaks are the command's own (table.ts). */
export function print(text: string): void {
  process.stdout.write(`${visibleLines(text)}\n`);
}

/** Prints a file's text: to a pipe or a file as it is, at a terminal so that it does nothing there. */
export function printText(text: string): void {
  process.stdout.write(process.stdout.isTTY ? visibleLines(text) : text);
}

/** Prints a result as JSON. */
export function printJson(value: unknown): void {
  print(visibleJson(value, 2));
}

/** Prints one of several results, as a line of JSON. */
export function printJsonLine(value: unknown): void {
  print(visibleJson(value));
}

/** Shows a line on a terminal, in the place of the one that was shown before. */
export function showLive(line: string): void {
  const width = (process.stdout.columns ?? 200) - 1;
  process.stdout.write(`\r\u001b[K${visible(line).slice(0, width)}`);
}

/** Tells the person something that is not the result; on standard error, so that results can be piped. */
export function tell(text: string): void {
  process.stderr.write(`${visibleLines(text)}\n`);
}
