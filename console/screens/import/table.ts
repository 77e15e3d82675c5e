import Papa from 'papaparse';
import { looksPersonal } from './looks.ts';

/** What stands between the cells of a row. */
export type Delimiter = ',' | ';' | '\t' | '|';

/** A row of a file, with its number as a spreadsheet counts: from 1, the row of names included. */
export interface Row {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A column: its place, from 0, and its name, empty where the file has none. `title` is for pages: it holds nothing personal. */
export interface TableColumn {
  readonly place: number;
  readonly name: string;
  readonly title: string;
}

/** A CSV file, taken apart. */
export interface Table {
  readonly delimiter: string;
  readonly hasNames: boolean;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly Row[];
  /** What is wrong with the file as CSV, for people. Quotes no values. */
  readonly problems: readonly string[];
}

/** What a person chose; undefined: as the file looks. */
export interface TableChoices {
  readonly delimiter?: Delimiter | undefined;
  readonly hasNames?: boolean | undefined;
}

/** Takes a CSV file apart. Rows without any value are no rows. */
export function readTable(text: string, { delimiter, hasNames }: TableChoices = {}): Table {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const [only, ...others] = delimiter === undefined ? delimitersIn(plain) : [delimiter];
  const guessed = others.length === 0 ? { delimiter: only ?? '' } : { delimitersToGuess: [only ?? '', ...others] };
  const parsed = Papa.parse<string[]>(plain, guessed);
  const all = parsed.data
    .map((cells, i): Row => ({ number: i + 1, cells }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [first] = all;
  const isNamed = hasNames ?? (first !== undefined && looksLikeNames(first.cells));
  const width = all.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const names = isNamed ? (first?.cells ?? []) : [];
  const rows = isNamed ? all.slice(1) : all;
  return {
    ...{ delimiter: parsed.meta.delimiter, hasNames: isNamed, rows },
    columns: Array.from({ length: width }, (_, place) => columnOf(place, names[place]?.trim() ?? '')),
    problems: [...problemsOf(parsed.errors), ...raggedRows(rows, width)],
  };
}

/** Those that may be it: what stands in the first row. Texts further down hold commas, whatever the delimiter is. */
function delimitersIn(text: string): string[] {
  const first =
    text
      .slice(0, 10_000)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  const found = DELIMITERS.filter((delimiter) => first.replace(/"[^"]*"/g, '').includes(delimiter));
  return found.length > 0 ? found : [...DELIMITERS];
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];

/** A column's value in a row; empty where the row ends before it. */
export function cellOf(row: Row, place: number): string {
  return row.cells[place]?.trim() ?? '';
}

function columnOf(place: number, name: string): TableColumn {
  const title = name === '' || name.length > 60 || looksPersonal(name) ? `Column ${place + 1}` : name;
  return { place, name, title };
}

/** Names are words: a row with a number, a date or an e-mail address in it is of values already. */
function looksLikeNames(cells: readonly string[]): boolean {
  return cells.every((cell) => !/^[-+]?[\d.,:/ ]+$|^\d{4}-\d\d/.test(cell.trim()) && !looksPersonal(cell));
}

function problemsOf(errors: readonly Papa.ParseError[]): string[] {
  const quotes = errors.filter(({ type }) => type === 'Quotes');
  const [first] = quotes;
  if (first === undefined) return [];
  return [
    `Quotes do not fit together at row ${(first.row ?? 0) + 1}${quotes.length > 1 ? ' and elsewhere' : ''}: see whether a quote inside a value is written twice.`,
  ];
}

function raggedRows(rows: readonly Row[], width: number): string[] {
  const short = rows.filter(({ cells }) => cells.length < width);
  const [first] = short;
  if (first === undefined) return [];
  return [
    `${short.length} of ${rows.length} rows have fewer cells than others, row ${first.number} the first: see whether the delimiter is right.`,
  ];
}
