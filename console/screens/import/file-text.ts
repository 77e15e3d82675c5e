/** A file's text, and how its bytes were written. */
export interface FileText {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
}

/** What files of events are written in. */
export type FileKind = 'csv' | 'ndjson' | 'json';

/** The largest file that is read here, in bytes: all of it is kept in the page. */
export const LARGEST_FILE = 50_000_000;

/**
 * Bytes as text: UTF-8, UTF-16 where its mark stands at the beginning; else Windows-1252, in which spreadsheets of western Europe write CSV and
 * every byte means something.
 */
export function textOf(bytes: Uint8Array): FileText {
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  if (wide !== '') return { text: new TextDecoder(wide).decode(bytes), encoding: 'UTF-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

/**
 * What a file is written in: as its name ends where that says it, else as its text begins. JSON begins with a bracket, and nothing that is
 * exported as CSV does.
 */
export function kindOf(name: string, text: string): FileKind {
  const start = /[^\s\ufeff]/.exec(text)?.[0];
  if (/\.(csv|tsv)$/i.test(name)) return 'csv';
  if (start === '[') return 'json';
  return start === '{' || /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv';
}
